package io.centrifuge.core.state;

/**
 * What is proposed to the store and committed by it: what managers decide, and what the store's own
 * members say of themselves. Applied in the order of the log by {@link CommittedState#apply}, the
 * same everywhere; the store itself judges no time.
 */
public sealed interface StoreRecord permits LeaderWrite, TableRecord, FormatRecord, ClusterRecord {}
