package io.centrifuge.protocol.wire;

import io.centrifuge.KeyRange;
import io.centrifuge.LossCause;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.Wire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one table, which name their holders by their place in one list. Immutable; one for
 * each message.
 */
final class EntryCodec {
    /** Of larger tables no causes are told: they must not make a message too large. */
    private static final int MOST_CUTS = 500_000;

    /** In the order of the message's list; place 1 is the first. Empty for those that write. */
    private final List<OwnerRef> holders;

    /** Of those that write; empty for those that read. */
    private final Map<OwnerRef, Integer> places;

    private EntryCodec(List<OwnerRef> holders, Map<OwnerRef, Integer> places) {
        this.holders = holders;
        this.places = places;
    }

    /**
     * To decode with.
     *
     * @param holders each once, in the order of the message's list
     */
    static EntryCodec reading(List<OwnerRef> holders) {
        return new EntryCodec(List.copyOf(holders), Map.of());
    }

    /** To encode with; the holders as for {@link #reading}. */
    static EntryCodec writing(Collection<OwnerRef> holders) {
        Map<OwnerRef, Integer> places = HashMap.newHashMap(holders.size());
        holders.forEach(holder -> places.put(holder, places.size() + 1));
        return new EntryCodec(List.of(), places);
    }

    List<Wire.Entry> encode(RangeMap<LeaseEntry> entries) {
        List<Wire.Entry> wire = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            wire.add(Wire.Entry.newBuilder()
                    .setStart(entries.range(i).start())
                    .setState(encode(entries.value(i)))
                    .build());
        }
        return wire;
    }

    /**
     * The entry, without its range.
     *
     * @throws IllegalArgumentException if the holder is not in the list
     */
    Wire.LeaseState encode(LeaseEntry entry) {
        return Wire.LeaseState.newBuilder()
                .setHolder(placeOf(entry.holder()))
                .setNumber(entry.number())
                .setStateOffset(entry.stateSince() - entry.number())
                .build();
    }

    static Wire.LossCause encode(LossCause cut) {
        return switch (cut) {
            case UNKNOWN -> Wire.LossCause.LOSS_CAUSE_UNKNOWN;
            case RELEASED -> Wire.LossCause.LOSS_CAUSE_RELEASED;
            case EXPIRED -> Wire.LossCause.LOSS_CAUSE_EXPIRED;
            case MERGED -> Wire.LossCause.LOSS_CAUSE_MERGED;
            case RESTORED -> Wire.LossCause.LOSS_CAUSE_RESTORED;
        };
    }

    /** Of all entries in their order; of none in a table that has too many. */
    static List<Wire.LossCause> cuts(RangeMap<LeaseEntry> entries) {
        if (entries.size() > MOST_CUTS) {
            return List.of();
        }
        List<Wire.LossCause> wire = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            wire.add(encode(entries.value(i).cut()));
        }
        return wire;
    }

    private int placeOf(@Nullable OwnerRef holder) {
        if (holder == null) {
            return 0;
        }
        Integer place = places.get(holder);
        if (place == null) {
            throw new IllegalArgumentException(
                    "the holder %s is not in the list of holders".formatted(holder));
        }
        return place;
    }

    /**
     * Of a list that says something of every key.
     *
     * @param cuts as many as entries, or none
     */
    RangeMap<LeaseEntry> decode(FieldPath table, List<Wire.Entry> wire, List<Wire.LossCause> cuts)
            throws MalformedMessageException {
        requireAsMany(table, cuts, wire.size());
        if (wire.isEmpty() || wire.getFirst().getStart() != 0) {
            throw table.at("entries").malformed("must begin with one that starts at 0");
        }
        RangeReader ranges = new RangeReader();
        List<Piece<LeaseEntry>> pieces = new ArrayList<>(wire.size());
        for (int i = 0; i < wire.size(); i++) {
            FieldPath field = table.at("entries", i);
            Wire.Entry entry = wire.get(i);
            long end = i + 1 < wire.size() ? wire.get(i + 1).getStart() : 0;
            if (i + 1 < wire.size() && end == 0) {
                throw table.at("entries", i + 1).malformed("starts at 0 again");
            }
            KeyRange range = ranges.next(field, entry.getStart(), end);
            field.require("state", entry.hasState());
            LossCause cut = cutAt(cuts, i);
            pieces.add(new Piece<>(range, decode(field.at("state"), entry.getState(), cut)));
        }
        return RangeMap.of(LeaseEntry.NEVER_LEASED, pieces);
    }

    static void requireAsMany(FieldPath table, List<Wire.LossCause> cuts, int entries)
            throws MalformedMessageException {
        if (!cuts.isEmpty() && cuts.size() != entries) {
            throw table.at("cuts")
                    .malformed("are %d, for %d entries".formatted(cuts.size(), entries));
        }
    }

    /** Of one that a later release has, nothing is known here. */
    static LossCause cutAt(List<Wire.LossCause> cuts, int entry) {
        if (cuts.isEmpty()) {
            return LossCause.UNKNOWN;
        }
        return switch (cuts.get(entry)) {
            case LOSS_CAUSE_UNKNOWN, UNRECOGNIZED -> LossCause.UNKNOWN;
            case LOSS_CAUSE_RELEASED -> LossCause.RELEASED;
            case LOSS_CAUSE_EXPIRED -> LossCause.EXPIRED;
            case LOSS_CAUSE_MERGED -> LossCause.MERGED;
            case LOSS_CAUSE_RESTORED -> LossCause.RESTORED;
        };
    }

    LeaseEntry decode(FieldPath field, Wire.LeaseState wire, LossCause cut)
            throws MalformedMessageException {
        OwnerRef holder = holderAt(field, wire.getHolder());
        long number = holder == null
                ? field.notNegative("number", wire.getNumber())
                : field.positive("number", wire.getNumber());
        long offset = wire.getStateOffset();
        // The number is not negative, so a sum that is too big shows as a negative one.
        if (number + offset < 0 || (holder != null && offset > 0)) {
            throw field.at("state_offset")
                    .malformed("is %d, which the number %d of a range with%s holder forbids"
                            .formatted(offset, number, holder == null ? "out a" : " a"));
        }
        return new LeaseEntry(holder, number, number + offset, cut);
    }

    private @Nullable OwnerRef holderAt(FieldPath field, int place)
            throws MalformedMessageException {
        if (place < 0 || place > holders.size()) {
            throw field.at("holder")
                    .malformed("is %s, but there are %d holders"
                            .formatted(Integer.toUnsignedString(place), holders.size()));
        }
        return place == 0 ? null : holders.get(place - 1);
    }
}
