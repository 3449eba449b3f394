export { formatOffer, OFFER_BYTES_MAX, type OfferBundle, type OfferFault, type ProvenEntry, parseOffer } from "./offer-bundle.ts";
export { type OfferTrust, type VerifiedOffer, verifyOffer } from "./verify-offer.ts";
