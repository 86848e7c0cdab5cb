import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/package-root.js';

/** The verifier that each bundle carries. */
export const VERIFY_PY = join(packageRoot, 'src/ledger/bundle/verify.py');

const isRecent = 'import sys; sys.exit(sys.version_info < (3, 9))';

/** Whether there is a python3 that can run it. */
export const hasPython = spawnSync('python3', ['-c', isRecent]).status === 0;

const SERVE = `
import contextlib, importlib.util, io, json, sys, traceback
spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)
def run(asked):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = verify.main(asked)
        except SystemExit as end:
            code = end.code
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}
for line in sys.stdin:
    told = json.loads(line)
    try:
        names = {"verify": verify, "asked": told["asked"], "run": run, "json": json}
        exec(told["lines"], names)
        print(json.dumps({"answer": names["answer"]}), flush=True)
    except BaseException:
        print(json.dumps({"failed": traceback.format_exc()}), flush=True)
`;

/** What verify.py answered: its exit code, and what it wrote. */
export interface Answer {
  code: number;
  out: string;
  err: string;
}

/** One process for all that is asked of verify.py, since starting Python takes longer than verifying. */
export const openPython = () => {
  const child = spawn('python3', ['-B', '-c', SERVE, VERIFY_PY], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  /** Runs lines that know verify.py as `verify` and what is `asked`; gives back their `answer`. */
  const exec = async (lines: string, asked: unknown): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify({ lines, asked })}\n`);
    const { answer, failed } = JSON.parse((await answers.next()).value as string);
    if (failed !== undefined) throw new Error(failed);
    return answer;
  };
  return {
    exec,
    /** Runs verify.py with arguments. */
    run: (...args: string[]) => exec('answer = run(asked)', args) as Promise<Answer>,
    close: () => child.stdin.end(),
  };
};
