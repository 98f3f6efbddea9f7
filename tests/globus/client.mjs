// Drives the test service with @globus/sdk. The package has no setting for another host: its fetch is replaced by one that goes to the service, and the global
// fetch by one that fails, so that nothing can leave the machine.
import { createRequire } from 'node:module';

const { URL: service, CLIENT_ID, CLIENT_SECRET, SOURCE, TARGET, SDK } = process.env;
const real = globalThis.fetch;
globalThis.fetch = (u) => { throw new Error('a request went to ' + u); };
const { auth, transfer } = createRequire(SDK)('@globus/sdk');
const rewritten = (u, o) => real(String(u).replace(/^https:\/\/[^/]+/, service), o);
const sdk = { fetch: { options: { __callable: rewritten } } };

async function read(name, promise, status = [200, 202]) {
  const r = await promise;
  const body = await r.json();
  if (!status.includes(r.status)) throw new Error(`${name}: ${r.status} ${JSON.stringify(body)}`);
  return body;
}
function ok(name, condition, detail) {
  if (!condition) throw new Error(name + ': ' + JSON.stringify(detail));
  console.log('ok ' + name);
}

const form = new URLSearchParams({ grant_type: 'client_credentials', scope: transfer.CONFIG.SCOPES.ALL });
const grant = await (await rewritten(auth.getTokenEndpoint(), {
  method: 'POST', body: form, headers: { Authorization: 'Basic ' + Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64') },
})).json();
ok('the token answer is one by its own test', auth.isGlobusAuthTokenResponse(grant), Object.keys(grant));
const headers = { Authorization: 'Bearer ' + grant.access_token };

const ls = await read('ls', transfer.fileOperations.ls(SOURCE, { query: { path: '/' }, headers }, sdk));
ok('fileOperations.ls', ls.DATA.every((f) => transfer.utils.isFileDocument(f)) && ls.DATA.some((f) => transfer.utils.isDirectory(f)), ls);
const stat = await read('stat', transfer.fileOperations.stat(SOURCE, { query: { path: '/a.fits' }, headers }, sdk));
ok('fileOperations.stat', stat.size === 200000, stat);
const made = await read('mkdir', transfer.fileOperations.mkdir(TARGET, { payload: { path: '/by-js' }, headers }, sdk));
ok('fileOperations.mkdir', made.code === 'DirectoryCreated', made);

const { value } = await read('submissionId', transfer.taskSubmission.submissionId({ headers }, sdk));
const payload = {
  submission_id: value, source_endpoint: SOURCE, destination_endpoint: TARGET, label: 'by js', verify_checksum: true,
  DATA: [{ DATA_TYPE: 'transfer_item', source_path: '/a.fits', destination_path: '/by-js/a.fits' }],
};
const sent = await read('submit', transfer.taskSubmission.submitTransfer({ payload, headers }, sdk));
ok('taskSubmission.submitTransfer', sent.code === 'Accepted', sent);
const again = await read('resubmit', transfer.taskSubmission.submitTransfer({ payload, headers }, sdk));
ok('a repeated submission is a Duplicate', again.code === 'Duplicate' && again.task_id === sent.task_id, again);
let task;
for (let i = 0; i < 100; i++) {
  task = await read('task', transfer.task.get(sent.task_id, { headers }, sdk));
  if (task.status !== 'ACTIVE') break;
  await new Promise((f) => setTimeout(f, 50));
}
ok('task.get until it has succeeded', task.status === 'SUCCEEDED' && task.bytes_transferred === 200000, task);
const events = await read('events', transfer.task.getEventList(sent.task_id, { headers }, sdk));
ok('task.getEventList', events.DATA[0].code === 'SUCCEEDED', events);
const moved = await read('successful', transfer.task.getSuccessfulTransfers(sent.task_id, { headers }, sdk));
ok('task.getSuccessfulTransfers', moved.DATA.length === 1, moved);
const list = await read('list', transfer.task.getAll({ query: { limit: 5 }, headers }, sdk));
ok('task.getAll', list.DATA.some((t) => t.task_id === sent.task_id), list);
const ended = await read('cancel', transfer.task.cancel(sent.task_id, { headers }, sdk));
ok('task.cancel', ended.code === 'TaskComplete', ended);
const found = await read('search', transfer.endpointSearch({ query: { filter_fulltext: 'source' }, headers }, sdk));
ok('endpointSearch', found.DATA[0].id === SOURCE, found);
console.log('done');
