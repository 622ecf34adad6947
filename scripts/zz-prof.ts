import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { furnish, A } from '../tests/stories/people.ts';
import { requestOn } from '../tests/stories/requests.ts';
import { issue } from '../src/issue/issue.ts';
import { present } from '../src/issue/present.ts';
import { openDeps } from '../src/entry/deps-node.ts';
import { readConfig } from '../src/entry/config.ts';
const ORIGIN='http://cert.test', KEK='A'.repeat(43);
const dir = mkdtempSync(join(tmpdir(), 'cold-'));
const runs = Number(process.argv[2] ?? 5);
const whats = (process.argv[3] ?? 'healthz,seal,jwt,credential,issue').split(',');
if (process.env.BUNDLE) cpSync(process.env.BUNDLE, join(dir,'worker.js'));
else spawnSync('node_modules/.bin/wrangler', ['deploy','--dry-run','--outdir',dir,...(process.env.MIN?['--minify']:[])], { stdio: 'inherit' });
const deps = await openDeps(readConfig({DATA_DIR: dir, ORIGIN, YINZHENG_KEK: KEK}), {create:true, logLevel:'error'});
const keys = await furnish(deps);
const today = new Date(Date.now()+8*3600_000).toISOString().slice(0,10);
const [o] = await issue(deps, {kind:'agency',organisation:A.code,roles:['signer'],person:'x',key:''}, [{request: requestOn(today,1)}] as never);
if ('error' in (o as any)) throw (o as any).error;
const p = await present(deps, (o as any).certificate) as any;
const db = new Database(join(dir,'yinzheng.sqlite'));
let queries = 0;
function query({sql, params}: any) { queries++; const s = db.prepare(sql); const t = s.reader ? { columns: s.columns().map(c=>c.name), rows: s.raw().all(...(params??[])) } : (s.run(...(params??[])), {columns:[],rows:[]}); return { success: true, results: t, meta: {duration:0} }; }
const d1 = createServer(async (req, res) => { let b=''; for await (const c of req) b+=c; 
  try { const q = JSON.parse(b); const out = Array.isArray(q) ? db.transaction(() => q.map(query)).immediate() : query(q); res.setHeader('content-type','application/json'); res.end(JSON.stringify(out)); }
  catch (e) { res.end(JSON.stringify({success:false, error:String(e)})); } });
d1.listen(0,'127.0.0.1'); await once(d1,'listening');
const port = (d1.address() as any).port;
const config = (main: string) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
 (name = "main", worker = (modules = [(name = "worker.js", esModule = embed "${main}")], compatibilityDate = "2026-10-20", compatibilityFlags = ["nodejs_compat"],
  bindings = [(name = "ORIGIN", text = "${ORIGIN}"), (name="NODE_ENV", text="test"), (name="LOG_LEVEL", text="error"), (name="TIMES", text="${process.env.TIMES ?? 3}"), (name = "YINZHENG_KEK", text = "${KEK}"),
   (name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "d1")]))])),
 (name = "d1", external = (address = "127.0.0.1:${port}", http = ())) ],
 sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]);`;
writeFileSync(join(dir,'main.capnp'), config('worker.js'));
writeFileSync(join(dir,'empty.js'), `export default { async fetch(r) { await r.text(); return new Response('{}') } }`);
writeFileSync(join(dir,'empty.capnp'), config('empty.js'));
const cpu = (pid: number) => readdirSync(`/proc/${pid}/task`).reduce((s,t)=>s+Number(readFileSync(`/proc/${pid}/task/${t}/schedstat`,'utf8').split(' ')[0]),0)/1e6;
const mainThread = (pid: number) => Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`,'utf8').split(' ')[0])/1e6;

const what = process.argv[3] ?? 'seal';
const child = spawn('/work/main/node_modules/@cloudflare/workerd-linux-64/bin/workerd', ['serve','--experimental','--inspector-addr=127.0.0.1:9333','--control-fd=3', join(dir,'main.capnp')], { stdio: ['ignore','inherit','inherit','pipe'] });
let addr=0;
for await (const c of child.stdio[3] as any) { const m = /"listen","socket":"http","port":(\d+)/.exec(String(c)); if (m) { addr=Number(m[1]); break; } }
await new Promise(r=>setTimeout(r,1500));
const list = await (await fetch('http://127.0.0.1:9333/json')).json() as any;
const ws = new WebSocket(list[0].webSocketDebuggerUrl);
await new Promise(r => ws.onopen = r);
let id=0; const waiting = new Map<number, any>();
ws.onmessage = (e) => { const m = JSON.parse(String(e.data)); if (m.id) waiting.get(m.id)?.(m); };
const send = (method: string, params = {}) => new Promise<any>(r => { waiting.set(++id, r); ws.send(JSON.stringify({id, method, params})); });
await send('Profiler.enable'); await send('Profiler.setSamplingInterval', {interval: 100}); await send('Profiler.start');
const req = (i: number) => what==='issue' ? fetch(`http://127.0.0.1:${addr}/v1/certificates`, {method:'POST', headers:{'Content-Type':'application/json', Authorization:`Bearer ${keys['signer@A']}`}, body: JSON.stringify(requestOn(today, 10+i))})
 : what==='healthz' ? fetch(`http://127.0.0.1:${addr}/healthz`)
 : fetch(`http://127.0.0.1:${addr}/verify`, {method:'POST', headers:{'Content-Type':'application/json'}, body: JSON.stringify({credential: p[what]})});
const skip = Number(process.argv[4] ?? 0);
for (let i=0;i<skip;i++) await (await req(i)).text();
if (skip) { await send('Profiler.stop'); await send('Profiler.start'); }
const n = Number(process.argv[5] ?? 1);
for (let i=0;i<n;i++) { const r = await req(50+i); await r.text(); }
const { result } = await send('Profiler.stop');
const prof = result.profile;
const nodes = new Map<number, any>(prof.nodes.map((n: any) => [n.id, n])); const parent = new Map<number, number>();
for (const n of prof.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
const self = new Map<string, number>(), total = new Map<string, number>(); let sum=0;
prof.samples.forEach((sid: number, i: number) => { const dt = prof.timeDeltas[i]/1000; const nm = (x: any) => `${x.callFrame.functionName||'(anon)'}:${x.callFrame.lineNumber+1}`; 
  const node = nodes.get(sid); if (['(idle)','(program)'].includes(node.callFrame.functionName)) return; sum+=dt;
  self.set(nm(node), (self.get(nm(node))??0)+dt); const seen = new Set<string>(); for (let x: number|undefined = sid; x!==undefined; x=parent.get(x)) { const k=nm(nodes.get(x)); if (!seen.has(k)) { seen.add(k); total.set(k,(total.get(k)??0)+dt); } } });
console.log('sum ms', (sum/n).toFixed(1));
console.log('SELF'); for (const [k,v] of [...self].sort((a,b)=>b[1]-a[1]).slice(0,30)) console.log((v/n).toFixed(2).padStart(8), k);
console.log('TOTAL'); for (const [k,v] of [...total].sort((a,b)=>b[1]-a[1]).slice(0,70)) console.log((v/n).toFixed(2).padStart(8), k);
process.kill(child.pid!); process.exit(0);
