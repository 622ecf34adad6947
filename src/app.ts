import { OpenAPIHono } from '@hono/zod-openapi';
import { notFound, YinzhengError } from './core/errors.ts';
import { accessLog } from './http/access-log.ts';
import { agencies, newAgency, newStanding, oneAgency } from './http/agencies.ts';
import { audit, checkpoint } from './http/audit.ts';
import { batchEvents } from './http/batch-events.ts';
import * as batchFiles from './http/batch-files.ts';
import * as batches from './http/batches.ts';
import { languageOf, wantsPage } from './http/browsers.ts';
import * as catalogue from './http/catalogue.ts';
import * as certificates from './http/certificates.ts';
import type { AppDeps, AppEnv } from './http/context.ts';
import * as documents from './http/documents.ts';
import { employerLimits, employers, newEmployer, oneEmployer } from './http/employers.ts';
import { bakedBadge, elmByToken, heldCredential, renderTemplateFile } from './http/holder-files.ts';
import { holderErasure } from './http/holders.ts';
import * as incidents from './http/incidents.ts';
import { newStop, stopEnd, stops } from './http/issuing.ts';
import { keyState, keys, newKey } from './http/keys.ts';
import { agencyLayout, layouts, newAgencyLayout } from './http/layouts.ts';
import { createLimiter } from './http/limit.ts';
import { metrics } from './http/metrics.ts';
import { newNorm, normDecision, norms } from './http/norms.ts';
import { registerSecurity } from './http/openapi.ts';
import { mount } from './http/operation.ts';
import { assets, certificateByToken, paperByToken, qrCode, staticPage } from './http/pages.ts';
import { answerProblem, problemOf, traceOf } from './http/problem.ts';
import { contractOf, healthz, readyz } from './http/public.ts';
import * as sdJwt from './http/sd-jwt.ts';
import { securityHeaders } from './http/security-headers.ts';
import * as shares from './http/shares.ts';
import { publicStatistics, readStatistics } from './http/statistics.ts';
import * as subsidies from './http/subsidies.ts';
import {
  newTrustList,
  recognisedStatusList,
  recognisedTrustList,
  trustListEnd,
  trustLists,
} from './http/trust-lists.ts';
import { vcApi } from './http/vc-api.ts';
import * as files from './http/verification-files.ts';
import { lookupCertificate, verifyCredential } from './http/verify.ts';
import * as wallet from './http/wallet.ts';
import { holderOffer, newOffer } from './http/wallet-offers.ts';
import * as webhooks from './http/webhooks.ts';
import { ASSETS } from './render/assets/assets.ts';
import { badgePng, badgeSvg } from './render/badge.ts';
import { drawPaper, drawReport } from './render/draw-paper.ts';
import { certificatePage } from './render/pages/certificate.ts';
import { checkPage } from './render/pages/check.ts';
import { docsPage } from './render/pages/docs.ts';
import { landingPage } from './render/pages/landing.ts';
import { missingPage } from './render/pages/missing.ts';
import { offerPage } from './render/pages/offer.ts';
import { refusedPage } from './render/pages/refused.ts';
import { sharedPage, sharePage } from './render/pages/share.ts';
import { statisticsPage } from './render/pages/statistics.ts';
import { qrPng, qrSvg } from './render/qr.ts';

const LOOKUPS = { burst: 10, perMinute: 10 };
const OFFERS = { burst: 60, perMinute: 60 };
/** Some five calls fetch one certificate, and behind one address may be a whole class. */
const WALLETS = { burst: 300, perMinute: 300 };
/** Four lists for one certificate. */
const RELAYS = { burst: 120, perMinute: 120 };
const REPORTS = { burst: 20, perMinute: 2 };
/** What stands for a picture where one is asked for; 30 mm wide in print. */
const drawCode = (text: string) => qrPng(text, 30);

/** The whole service as one fetch function of its dependencies. Runtimes differ only in what they hand in. */
export function createApp(deps: AppDeps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>();
  app.use(accessLog(deps), ...securityHeaders(deps.settings.origin));
  app.notFound((c) =>
    wantsPage(c, 'json') ? c.html(missingPage(languageOf(c)), 404) : answerProblem(c, problemOf(notFound())),
  );
  app.onError(async (error, c) => {
    if (error instanceof YinzhengError && error.retryAfter) c.header('Retry-After', String(error.retryAfter));
    const answer = (await c.var.refuse?.(c, error)) ?? answerProblem(c, problemOf(error));
    if (answer.status >= 500) deps.log('error', 'http.failed', { request: c.var.requestId, ...traceOf(error) });
    return answer;
  });
  registerSecurity(app);

  const limiter = createLimiter(deps.clock, deps.lookupLimit ?? LOOKUPS);
  const wallets = createLimiter(deps.clock, WALLETS);
  const { openapi, docs } = contractOf(app, deps, docsPage);
  mount(app, deps, refusedPage, {
    'GET /healthz': healthz,
    'GET /readyz': readyz,
    'GET /metrics': metrics,
    'GET /openapi.json': openapi,
    'GET /docs': docs,

    'GET /.well-known/did.json': documents.authorityDidDocument,
    'GET /.well-known/openid-credential-issuer': wallet.credentialIssuer,
    'GET /.well-known/oauth-authorization-server': wallet.authorization,
    'GET /wallet/offers/{id}': wallet.walletOffer(wallets),
    'POST /wallet/token': wallet.walletToken(wallets),
    'POST /wallet/nonce': wallet.walletNonce(wallets),
    'POST /wallet/credential': wallet.walletCredential(wallets),
    'POST /wallet/deferred': wallet.walletDeferred(wallets),
    'POST /wallet/notification': wallet.walletNotification(wallets),
    'GET /.well-known/jwt-vc-issuer/agencies/{code}': sdJwt.jwtIssuer,
    'GET /agencies/{code}/did.json': documents.agencyDidDocument,
    'GET /agencies/{code}/record': documents.currentAgencyRecord,
    'GET /agencies/{code}/records/{id}': documents.oneAgencyRecord,
    'GET /contexts/{name}': documents.context,
    'GET /schemas/{name}': documents.schema,
    'GET /vct/{template}/{version}': sdJwt.credentialType,
    'GET /render/{name}': renderTemplateFile,
    'GET /templates/exam.csv': batchFiles.templateCsv,
    'GET /templates/exam.xlsx': batchFiles.templateXlsxFile,
    'GET /status/{list}': documents.statusListCredential,
    'GET /trust-list': documents.trustListCredential,
    'GET /trust-list/versions': documents.trustListHistory,
    'GET /trust-list/versions/{version}': documents.oneTrustListVersion,
    'GET /trust-list/days/{date}': documents.trustListOfDay,
    'GET /trust-lists/{host}': recognisedTrustList,
    'GET /trust-lists/{host}/status/{list}': recognisedStatusList(createLimiter(deps.clock, RELAYS)),
    'GET /ledger/checkpoint': checkpoint,

    'GET /': staticPage('landing', 'What this is, and the ways in', landingPage),
    'GET /v': staticPage('checkPage', 'The page behind the QR code, which stays behind #', checkPage),
    'GET /v/{token}': certificateByToken(certificatePage, missingPage, refusedPage),
    'POST /v/{token}/shares': shares.holderShare(createLimiter(deps.clock, LOOKUPS), sharedPage, refusedPage),
    'POST /v/{token}/shares/{id}/withdraw': shares.holderShareEnd(sharedPage, refusedPage),
    'POST /v/{token}/offers': holderOffer(createLimiter(deps.clock, OFFERS), offerPage, refusedPage),
    'GET /s/{code}': shares.sharedCopy(sharePage, missingPage, refusedPage),
    'GET /v/{token}/credential': heldCredential(createLimiter(deps.clock, LOOKUPS), refusedPage),
    'GET /v/{token}/certificate.pdf': paperByToken(drawPaper, refusedPage),
    'GET /v/{token}/badge.svg': bakedBadge('image/svg+xml', badgeSvg, refusedPage),
    'GET /v/{token}/badge.png': bakedBadge('image/png', badgePng, refusedPage),
    'GET /v/{token}/elm.jsonld': elmByToken(drawCode, refusedPage),
    'GET /v/{token}/qr.svg': qrCode('image/svg+xml', qrSvg),
    'GET /v/{token}/qr.png': qrCode('image/png', qrPng),
    'GET /assets/{name}': assets(ASSETS),
    'GET /statistics': publicStatistics(statisticsPage, refusedPage),
    'POST /verify': verifyCredential,
    'POST /lookup': lookupCertificate(limiter),

    'POST /v1/certificates': certificates.issueCertificate,
    'GET /v1/certificates': certificates.listOwnCertificates,
    'GET /v1/certificates/{id}': certificates.readOneCertificate(drawPaper, drawCode),
    'POST /v1/certificates/{id}/status': certificates.changeCertificateStatus,
    'POST /v1/certificates/{id}/replace': certificates.replaceCertificate,
    'POST /v1/certificates/{id}/erase-holder': holderErasure,
    'GET /v1/certificates/{id}/link': shares.linkForHolder,
    'GET /v1/certificates/{id}/shares': shares.shares,
    'POST /v1/certificates/{id}/shares': shares.newShare,
    'POST /v1/certificates/{id}/offers': newOffer,
    'POST /v1/shares/{id}/withdraw': shares.shareEnd,

    'POST /v1/batches': batches.newBatch,
    'GET /v1/batches': batches.batches,
    'GET /v1/batches/{id}': batches.oneBatch,
    'GET /v1/batches/{id}/rows': batches.batchRows,
    'GET /v1/batches/{id}/events': batchEvents,
    'GET /v1/batches/{id}/errors.csv': batchFiles.errorsCsv,
    'GET /v1/batches/{id}/errors.xlsx': batchFiles.errorsXlsx,
    'GET /v1/batches/{id}/result.csv': batchFiles.resultCsv,
    'GET /v1/batches/{id}/result.xlsx': batchFiles.resultXlsx,
    'GET /v1/batches/{id}/codes.zip': batchFiles.batchCodes(qrSvg),
    'GET /v1/batches/{id}/pdfs.zip': batchFiles.batchPapers(drawPaper),
    'POST /v1/batches/{id}/mend': batches.batchMending,
    'POST /v1/batches/{id}/evidence': batches.batchEvidence,
    'POST /v1/batches/{id}/approve': batches.approveBatch,
    'POST /v1/batches/{id}/reject': batches.rejectBatch,
    'POST /v1/batches/{id}/cancel': batches.cancelBatch,
    'POST /v1/batches/{id}/pause': batches.pauseBatch,
    'POST /v1/batches/{id}/resume': batches.resumeBatch,
    'POST /v1/batches/{id}/retry': batches.retryBatch,

    'GET /v1/agencies': agencies,
    'POST /v1/agencies': newAgency,
    'GET /v1/agencies/{code}': oneAgency,
    'POST /v1/agencies/{code}/standing': newStanding,
    'GET /v1/agencies/{code}/layout': agencyLayout,
    'POST /v1/agencies/{code}/layout': newAgencyLayout,
    'GET /v1/layouts': layouts,

    'POST /v1/verifications': files.requestFileVerification,
    'GET /v1/verifications': files.fileVerifications,
    'GET /v1/verifications/{id}': files.oneFileVerification,
    'GET /v1/verifications/{id}/report': files.verificationReport,
    'GET /v1/verifications/{id}/report.csv': files.verificationCsv,
    'GET /v1/verifications/{id}/report.pdf': files.verificationPdf(drawReport),
    'POST /v1/verifications/{id}/cancel': files.cancelFileVerification,

    'GET /v1/employers': employers,
    'POST /v1/employers': newEmployer,
    'GET /v1/employers/{code}': oneEmployer,
    'POST /v1/employers/{code}/limits': employerLimits,
    'GET /v1/issuing/stops': stops,
    'POST /v1/issuing/stops': newStop,
    'POST /v1/issuing/resume': stopEnd,

    'POST /v1/incidents': incidents.newIncident,
    'GET /v1/incidents': incidents.incidents,
    'GET /v1/incidents/{id}': incidents.oneIncident,
    'GET /v1/incidents/{id}/certificates': incidents.incidentItems,
    'GET /v1/incidents/{id}/events': incidents.incidentEvents,
    'POST /v1/incidents/{id}/approve': incidents.incidentApproval,
    'POST /v1/incidents/{id}/withdraw': incidents.incidentWithdrawal,
    'POST /v1/incidents/{id}/answers': incidents.incidentAnswer,
    'POST /v1/incidents/{id}/appeals': incidents.newAppeal,
    'POST /v1/appeals/{id}/decision': incidents.appealDecision,
    'POST /v1/reports': incidents.newReport(createLimiter(deps.clock, REPORTS)),
    'GET /v1/reports': incidents.reports,

    'GET /v1/webhooks': webhooks.webhooks,
    'POST /v1/webhooks': webhooks.newWebhook,
    'POST /v1/webhooks/{id}/end': webhooks.webhookEnd,
    'GET /v1/deliveries': webhooks.deliveries,
    'POST /v1/deliveries/{id}/replay': webhooks.deliveryReplay,

    'GET /v1/trust-lists': trustLists,
    'POST /v1/trust-lists': newTrustList,
    'POST /v1/trust-lists/end': trustListEnd,

    'GET /v1/occupations': catalogue.occupations,
    'POST /v1/occupations': catalogue.newOccupation,
    'GET /v1/levels': catalogue.levels,
    'GET /v1/standards': catalogue.standards,
    'POST /v1/standards': catalogue.newStandard,
    'GET /v1/norms': norms,
    'POST /v1/norms': newNorm,
    'POST /v1/norms/{id}/decision': normDecision,
    'GET /v1/templates': catalogue.templates,
    'POST /v1/templates': catalogue.newTemplate,

    'GET /v1/titles': subsidies.titles,
    'GET /v1/subsidies/catalogues': subsidies.subsidyCatalogues,
    'POST /v1/subsidies/catalogues': subsidies.newSubsidyCatalogue,
    'POST /v1/subsidies/evidence': subsidies.evidence,
    'GET /v1/subsidies/claims': subsidies.claims,
    'POST /v1/subsidies/claims': subsidies.newClaim,
    'POST /v1/subsidies/claims/{id}/withdraw': subsidies.claimEnd,

    'GET /v1/keys': keys,
    'POST /v1/keys': newKey,
    'POST /v1/keys/{id}/state': keyState,
    'GET /v1/statistics': readStatistics,
    'GET /v1/audit': audit,

    ...(deps.settings.vcApi ? vcApi : {}),
  });
  return app;
}
