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
async function run(cfg: string, what: string, n: number) {
  const child = spawn('/work/main/node_modules/@cloudflare/workerd-linux-64/bin/workerd', ['serve','--experimental','--control-fd=3', join(dir,cfg)], { stdio: ["ignore","ignore",process.env.ERR?"inherit":"ignore","pipe"] });
  const chunks: string[]=[]; let addr=0;
  for await (const c of child.stdio[3] as any) { const m = /"port":(\d+)/.exec(String(c)); if (m) { addr=Number(m[1]); break; } }
  // node_modules/.bin/workerd is a node wrapper: find the real process
  const kids: number[] = [];
  const pid = kids[0] ?? child.pid!;
  await new Promise(r=>setTimeout(r,200));
  const startup = cpu(pid);
  const took: number[]=[]; const mt: number[]=[]; const qs: number[]=[];
  for (let i=0;i<n;i++) {
    const a=cpu(pid), m=mainThread(pid), q=queries;
    const r = what==='issue' ? await fetch(`http://127.0.0.1:${addr}/v1/certificates`, {method:'POST', headers:{'Content-Type':'application/json', Authorization:`Bearer ${keys['signer@A']}`}, body: JSON.stringify(requestOn(today, 10+i))})
     : what==='healthz' ? await fetch(`http://127.0.0.1:${addr}/healthz?n=${process.env.N??8}`)
     : what==='page' ? await fetch(`http://127.0.0.1:${addr}/v/${p.token}`)
     : what==='qr' ? await fetch(`http://127.0.0.1:${addr}/v/${p.token}/qr.svg`)
     : await fetch(`http://127.0.0.1:${addr}/verify`, {method:'POST', headers:{'Content-Type':'application/json'}, body: JSON.stringify({credential: p[what]})});
    const t = await r.text(); await new Promise(r=>setTimeout(r,20));
    took.push(cpu(pid)-a); mt.push(mainThread(pid)-m); qs.push(queries-q);
    if (r.status>=300 || (what!=='healthz'&&what!=='issue'&&what!=='qr'&&what!=='page'&& cfg==='main.capnp'&&!t.includes('"valid"'))) console.log(r.status, t.slice(0,200));
  }
  process.kill(pid); child.kill(); await once(child,'exit');
  return { startup, took, mt, qs };
}
const f = (x: number[]) => { const s=[...x].sort((a,b)=>a-b); return `median ${s[s.length>>1]!.toFixed(1)} max ${s.at(-1)!.toFixed(1)}`; };
if (process.env.SAID) { const r = await (async()=>{})(); }
for (const what of ['empty', ...whats]) {
  const rs = []; for (let i=0;i<runs;i++) rs.push(await run(what==='empty'?'empty.capnp':'main.capnp', what==='empty'?'healthz':what, 6));
  console.log(what.padEnd(11), '| startup', f(rs.map(r=>r.startup)), '| first', f(rs.map(r=>r.took[0]!)), '| first, main thread', f(rs.map(r=>r.mt[0]!)), '| 6th', f(rs.map(r=>r.took[5]!)), '| queries', rs[0]!.qs.join(' '));
}
process.exit(0);
