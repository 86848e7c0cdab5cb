import { contract } from '../contract.js';
import { freshLog } from '../database.js';

contract('the log in PostgreSQL', freshLog);
