package io.centrifuge.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Members of many releases that come, go and raise, beside a map and a number. */
class FormatsPropertyTest {
    private static final Arbitrary<String> MEMBER = Arbitraries.of("m1", "m2", "m3");
    private static final Arbitrary<Integer> FORMAT = Arbitraries.integers().between(1, 7);

    @Provide
    Arbitrary<List<FormatRecord>> records() {
        Arbitrary<FormatRecord> reads = Combinators.combine(MEMBER, FORMAT, FORMAT)
                .as((member, a, b) -> new FormatRecord.Reads(
                        member, new FormatRange(Math.min(a, b), Math.max(a, b))));
        Arbitrary<FormatRecord> raise =
                Combinators.combine(FORMAT, groups()).as(FormatRecord.Raise::new);
        return Arbitraries.oneOf(reads, reads, raise, MEMBER.map(FormatRecord.Gone::new))
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 500)
    void everyRecordDoesAsTheModelDoes(@ForAll("records") List<FormatRecord> records) {
        CommittedState state = CommittedState.EMPTY;
        Map<String, FormatRange> members = new HashMap<>();
        int written = Formats.FIRST;
        for (FormatRecord record : records) {
            Optional<CommittedState> after = state.apply(record);
            boolean taken = false;
            switch (record) {
                case FormatRecord.Reads(String member, FormatRange formats) -> {
                    if (formats.oldest() <= written && written <= formats.newest()) {
                        members.put(member, formats);
                        taken = true;
                    }
                }
                case FormatRecord.Gone(String member) -> taken = members.remove(member) != null;
                case FormatRecord.Raise(int format, Set<String> group) -> {
                    taken = format > written;
                    for (FormatRange formats : members.values()) {
                        taken &= formats.oldest() <= format && format <= formats.newest();
                    }
                    for (String member : group) {
                        taken &= members.get(member) != null;
                    }
                    written = taken ? format : written;
                }
            }
            assertThat(after.isPresent()).isEqualTo(taken);
            state = after.orElse(state);
            assertThat(state.formats().written()).isEqualTo(written);
            assertThat(state.formats().members()).isEqualTo(members);
        }
    }

    /** What the leader proposes is taken, and nothing above it would be. */
    @Property(tries = 500)
    void theHighestIsTakenAndNothingAboveIt(
            @ForAll("records") List<FormatRecord> records, @ForAll("groups") Set<String> group) {
        CommittedState state = CommittedState.EMPTY;
        for (FormatRecord record : records) {
            state = state.apply(record).orElse(state);
        }
        int highest = state.formats().highest(group);
        for (int format = state.formats().written() + 1; format <= 8; format++) {
            boolean taken = state.apply(new FormatRecord.Raise(format, group)).isPresent();
            assertThat(taken && format > highest).isFalse();
            assertThat(taken || format != highest).isTrue();
        }
    }

    @Provide
    Arbitrary<Set<String>> groups() {
        return MEMBER.set().ofMinSize(1).ofMaxSize(3);
    }
}
