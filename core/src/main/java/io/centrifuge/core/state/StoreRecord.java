package io.centrifuge.core.state;

/**
 * What managers propose and the store commits. Applied in the order of the log by
 * {@link CommittedState#apply}, the same everywhere; the store itself judges no time.
 */
public sealed interface StoreRecord permits LeaderWrite, TableRecord {}
