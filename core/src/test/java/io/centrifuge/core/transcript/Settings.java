package io.centrifuge.core.transcript;

import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.time.LeaderTerms;
import io.centrifuge.core.time.LeaseTerms;

import java.time.Duration;

/** With which terms managers start. */
final class Settings {
    /** With these a leader needs no heartbeat in the course of a scenario of leases. */
    private static final LeaderTerms PATIENT =
            new LeaderTerms(Duration.ofHours(1), Duration.ofMinutes(10), 1.2);

    LeaseTerms lease = LeaseTerms.STANDARD;
    LeaderTerms leader = PATIENT;
    JoinWait joinWait = JoinWait.NONE;

    /**
     * Such as {@code lease fast}, {@code lease owner 3s manager 3.6s renewal 0.75s bound 1.2},
     * {@code leader patient}, or {@code joins standard}.
     *
     * @return what became of it
     */
    String set(Words words) {
        if (words.take("joins")) {
            words.expect("standard");
            joinWait = JoinWait.STANDARD;
        } else if (words.take("leader")) {
            leader = leader(words.next());
        } else if (words.expect("lease").nextIs("owner")) {
            Duration owner = Duration.ofNanos(words.time("owner"));
            Duration manager = Duration.ofNanos(words.time("manager"));
            Duration renewal = Duration.ofNanos(words.time("renewal"));
            double bound = Double.parseDouble(words.expect("bound").next());
            try {
                lease = new LeaseTerms(owner, manager, renewal, bound);
            } catch (IllegalArgumentException refused) {
                return "refused: " + refused.getMessage();
            }
        } else {
            lease = lease(words.next());
        }
        return "accepted";
    }

    private static LeaderTerms leader(String preset) {
        return switch (preset) {
            case "patient" -> PATIENT;
            case "standard" -> LeaderTerms.STANDARD;
            default -> throw new IllegalArgumentException("no leader's terms: " + preset);
        };
    }

    private static LeaseTerms lease(String preset) {
        return switch (preset) {
            case "standard" -> LeaseTerms.STANDARD;
            case "paper" -> LeaseTerms.PAPER;
            case "fast" -> LeaseTerms.FAST;
            default -> throw new IllegalArgumentException("no lease's terms: " + preset);
        };
    }
}
