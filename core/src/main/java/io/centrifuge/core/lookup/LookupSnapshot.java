package io.centrifuge.core.lookup;

import io.centrifuge.Hint;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeIndex;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a service's lease table in the shape in which it is asked for hints. Immutable but for
 * an index, which is made once so many hints were asked for that it pays: a process that follows a
 * table and seldom asks is spared it at each change. Safe for use by any number of threads; {@link
 * #hint} never blocks, and allocates nothing but that index.
 */
public final class LookupSnapshot {
    /** Before the first table. */
    public static final LookupSnapshot EMPTY =
            of(0, RangeMap.of(LeaseEntry.NEVER_LEASED), Map.of());

    /** Making an index takes as long as some hundreds of searches. */
    private static final int SEARCHES_BEFORE_INDEX = 500;

    private final long lsn;
    private final RangeMap<LeaseEntry> entries;
    private final RangeMap<Hint> hintOf;

    /** Those of {@link #hintOf}, in its order. */
    private final Hint[] hints;

    /** Racy: two threads may make it, and a thread that doesn't see it yet searches. */
    private @Nullable RangeIndex index;

    /** Racy: some aren't counted. */
    private int searches;

    private LookupSnapshot(long lsn, RangeMap<LeaseEntry> entries, RangeMap<Hint> hintOf) {
        this.lsn = lsn;
        this.entries = entries;
        this.hintOf = hintOf;
        hints = new Hint[hintOf.size()];
        for (int i = 0; i < hints.length; i++) {
            hints[i] = hintOf.value(i);
        }
    }

    /**
     * @param addresses of every holder in {@code entries}
     */
    static LookupSnapshot of(
            long lsn, RangeMap<LeaseEntry> entries, Map<OwnerRef, OwnerAddress> addresses) {
        return new LookupSnapshot(lsn, entries, entries.map(entry -> hintOf(entry, addresses)));
    }

    /**
     * The snapshot after a change. Costs it, and a copy.
     *
     * @param addresses of every holder in {@code changes}
     */
    LookupSnapshot changed(
            long newLsn, List<Piece<LeaseEntry>> changes, Map<OwnerRef, OwnerAddress> addresses) {
        List<Piece<Hint>> newHints = new ArrayList<>();
        for (Piece<LeaseEntry> piece : changes) {
            newHints.add(new Piece<>(piece.range(), hintOf(piece.value(), addresses)));
        }
        return new LookupSnapshot(newLsn, entries.overlay(changes), hintOf.overlay(newHints));
    }

    private static Hint hintOf(LeaseEntry entry, Map<OwnerRef, OwnerAddress> addresses) {
        OwnerRef holder = entry.holder();
        return holder == null
                ? Hint.UNKNOWN
                : Hint.to(
                        holder.id(), Objects.requireNonNull(addresses.get(holder)), entry.number());
    }

    /** Who probably owns {@code hash}. */
    public Hint hint(long hash) {
        RangeIndex known = index;
        return hints[known != null ? known.indexOf(hash) : search(hash)];
    }

    private int search(long hash) {
        if (++searches == SEARCHES_BEFORE_INDEX) {
            index = new RangeIndex(hintOf);
        }
        return hintOf.indexOf(hash);
    }

    /** The LSN of the table; 0 before the first. */
    public long lsn() {
        return lsn;
    }

    /** The table that the hints were made from. */
    public RangeMap<LeaseEntry> entries() {
        return entries;
    }
}
