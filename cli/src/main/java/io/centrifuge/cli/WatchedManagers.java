package io.centrifuge.cli;

import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerClient.StatusReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each manager is, as a watch knows it; each change is printed. Used by one thread. */
final class WatchedManagers {
    private final WatchPrinter printer;
    private final Map<ManagerAddress, Role> roles = new HashMap<>();
    private long newestTerm;
    private long ledAtNanos;

    /** What a manager is. */
    sealed interface Role {
        record Leads(long term) implements Role {}

        record StandsBy() implements Role {}

        record Silent(String reason) implements Role {}
    }

    /**
     * One manager's role became another.
     *
     * @param before null where it was not asked before
     * @param leaderless since any manager last said that it leads, for the first leader of a term
     *     that follows another
     */
    record Change(@Nullable Role before, Role after, Optional<Duration> leaderless) {}

    WatchedManagers(WatchPrinter printer) {
        this.printer = printer;
    }

    /** Whether the manager fell silent by this. */
    boolean heard(WatchEvent.Asked asked) {
        Role role = role(asked.reply());
        Role before = roles.put(asked.reply().manager(), role);
        boolean isSilent = role instanceof Role.Silent;
        boolean isSame = role.equals(before) || (isSilent && before instanceof Role.Silent);
        if (!isSame) {
            printer.manager(asked, new Change(before, role, leaderless(role, asked.nanos())));
        }
        if (role instanceof Role.Leads(long term)) {
            newestTerm = Math.max(newestTerm, term);
            ledAtNanos = asked.nanos();
        }
        return isSilent && !isSame;
    }

    private static Role role(StatusReply reply) {
        return switch (reply) {
            case StatusReply.Silent silent -> new Role.Silent(silent.reason());
            case StatusReply.Told told ->
                told.status().leading()
                        ? new Role.Leads(told.status().leader().term())
                        : new Role.StandsBy();
        };
    }

    private Optional<Duration> leaderless(Role role, long nanos) {
        return role instanceof Role.Leads(long term) && newestTerm > 0 && term > newestTerm
                ? Optional.of(Duration.ofNanos(nanos - ledAtNanos))
                : Optional.empty();
    }
}
