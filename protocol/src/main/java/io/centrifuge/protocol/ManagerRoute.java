package io.centrifuge.protocol;

import io.centrifuge.protocol.security.TlsFailure;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which manager a client tries: one after the other, leaving alone for a while those that refused
 * it for a reason that doesn't pass by itself, such as another protocol version. Not safe for use
 * by several threads.
 */
public final class ManagerRoute {
    /** How long a manager that refused is left alone. */
    public static final Duration REFUSED_FOR = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ManagerRoute.class);

    private final ManagerRing ring;
    private final int managers;
    private final ProcessClock clock;
    private final Map<ManagerAddress, Refusal> refusals = new HashMap<>();

    private record Refusal(String text, long until) {}

    /**
     * Why a call to a manager ended.
     *
     * @param text for people
     * @param isRefusal whether it would be refused again if it were tried at once
     */
    public record Failure(String text, boolean isRefusal) {}

    /**
     * @param first where to begin, any number: drawn at random, it spreads many clients evenly
     */
    public ManagerRoute(ManagerAddresses managers, int first, ProcessClock clock) {
        this.ring = new ManagerRing(managers, first);
        this.managers = managers.all().size();
        this.clock = clock;
    }

    /**
     * The one to talk to now: the first from where the ring stands that hasn't refused of late;
     * empty if all have.
     */
    public Optional<ManagerAddress> current() {
        long now = clock.monotonic();
        for (int i = 0; i < managers; i++) {
            Refusal refusal = refusals.get(ring.current());
            if (refusal == null || now - refusal.until() >= 0) {
                return Optional.of(ring.current());
            }
            ring.next();
        }
        return Optional.empty();
    }

    /** Goes on to the next. */
    public void next() {
        ring.next();
    }

    /**
     * Notes that a call to {@code manager} ended; logs a refusal, though not the same one twice.
     */
    public Failure failed(ManagerAddress manager, Status why) {
        Optional<String> refusedByTls = TlsFailure.text(why.getCause());
        String description = refusedByTls.orElse(why.getDescription());
        String text = "manager %s: %s%s"
                .formatted(manager, why.getCode(), description == null ? "" : ": " + description);
        boolean isRefusal = refusedByTls.isPresent() || isRefusal(why.getCode());
        if (isRefusal) {
            Refusal refusal = new Refusal(text, clock.monotonic() + REFUSED_FOR.toNanos());
            Refusal before = refusals.put(manager, refusal);
            if (before == null || !before.text().equals(text)) {
                LOG.error("refused by {}; tried again each {}", text, REFUSED_FOR);
            }
        } else {
            LOG.debug("the call ended, {}", text);
        }
        return new Failure(text, isRefusal);
    }

    private static boolean isRefusal(Status.Code code) {
        return switch (code) {
            case FAILED_PRECONDITION,
                    INVALID_ARGUMENT,
                    UNAUTHENTICATED,
                    PERMISSION_DENIED,
                    UNIMPLEMENTED -> true;
            default -> false;
        };
    }
}
