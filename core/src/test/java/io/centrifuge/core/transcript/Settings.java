package io.centrifuge.core.transcript;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.time.LeaderTiming;

import java.time.Duration;

/** With which timing managers start. */
final class Settings {
    /** With these a leader needs no heartbeat in the course of a scenario of leases. */
    private static final LeaderTiming PATIENT =
            new LeaderTiming(Duration.ofHours(1), Duration.ofMinutes(10), 1.2);

    LeaseTiming lease = LeaseTiming.STANDARD;
    LeaderTiming leader = PATIENT;
    JoinWait joinWait = JoinWait.NONE;

    /** Whether what is unchanged is said by reference. */
    boolean references;

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
                lease = new LeaseTiming(owner, manager, renewal, bound);
            } catch (IllegalArgumentException refused) {
                return "refused: " + refused.getMessage();
            }
        } else {
            lease = lease(words.next());
        }
        return "accepted";
    }

    private static LeaderTiming leader(String preset) {
        return switch (preset) {
            case "patient" -> PATIENT;
            case "standard" -> LeaderTiming.STANDARD;
            default -> throw new IllegalArgumentException("no leader's timing: " + preset);
        };
    }

    private static LeaseTiming lease(String preset) {
        return switch (preset) {
            case "standard" -> LeaseTiming.STANDARD;
            case "paper" -> LeaseTiming.PAPER;
            case "fast" -> LeaseTiming.FAST;
            default -> throw new IllegalArgumentException("no lease's timing: " + preset);
        };
    }
}
