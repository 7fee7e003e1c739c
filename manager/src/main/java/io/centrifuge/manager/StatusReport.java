package io.centrifuge.manager;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.manager.KeptOut;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.ManagerStatus.ManagerCounters;
import io.centrifuge.protocol.admin.ManagerStatus.ServiceStatus;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What a manager says of itself and of its tables, for display. Any thread may call. */
final class StatusReport {
    static final String VERSION = version();
    private static final double KEY_SPACE = Math.pow(2, 64);

    private final ManagerOptions options;
    private final long process;
    private final Supplier<ManagerView> views;
    private final LongSupplier uptimeNanos;
    private final Counters counters;
    private final Introductions introductions;

    StatusReport(
            ManagerOptions options,
            long process,
            Supplier<ManagerView> views,
            LongSupplier uptimeNanos,
            Counters counters,
            Introductions introductions) {
        this.options = options;
        this.process = process;
        this.views = views;
        this.uptimeNanos = uptimeNanos;
        this.counters = counters;
        this.introductions = introductions;
    }

    ManagerStatus status(int ownerSessions, int lookupWatches) {
        ManagerView view = views.get();
        List<ServiceStatus> services = new ArrayList<>();
        view.state()
                .tables()
                .values()
                .forEach(table ->
                        services.add(status(table, view.keptOut(table.service()).size())));
        return new ManagerStatus(
                VERSION,
                process,
                Duration.ofNanos(uptimeNanos.getAsLong()),
                view.leading(),
                view.state().leader(),
                options.lease(),
                options.leader(),
                services,
                new ManagerCounters(
                        ownerSessions,
                        lookupWatches,
                        counters.requestsHandled(),
                        view.races(),
                        counters.messagesMalformed(),
                        counters.leasesExpired()),
                introductions.current());
    }

    static ServiceStatus status(LeaseTable table, int keptOut) {
        int named = (int) table.owners().values().stream()
                .filter(owner -> owner.state() != OwnerState.SUPERSEDED)
                .count();
        int cordoned = (int) table.owners().entrySet().stream()
                .filter(owner -> owner.getValue().state() != OwnerState.SUPERSEDED)
                .filter(owner ->
                        table.isCordoned(owner.getKey().id(), owner.getValue().address()))
                .count();
        int unowned = table.entries().pieces(LeaseEntry::isFree).size();
        return new ServiceStatus(
                table.service(),
                table.lsn(),
                named,
                table.entries().size(),
                unowned,
                keptOut,
                cordoned);
    }

    static OwnersReport owners(LeaseTable table, ManagerView view) {
        SortedMap<OwnerId, KeptOut> out = view.keptOut(table.service());
        List<OwnerStatus> owners = new ArrayList<>();
        table.owners().forEach((owner, entry) -> {
            List<KeyRange> ranges = table.heldBy(owner).pieces(Lease::isHeld).stream()
                    .map(Piece::range)
                    .toList();
            owners.add(new OwnerStatus(
                    owner,
                    entry.address(),
                    entry.state(),
                    ranges.size(),
                    share(ranges),
                    entry.joinedAt(),
                    Optional.ofNullable(out.get(owner.id()))
                            .filter(kept -> kept.owner().equals(owner))
                            .map(StatusReport::of)));
        });
        return new OwnersReport(
                table.service(),
                table.lsn(),
                owners,
                List.copyOf(table.cordons()),
                table.evicted(),
                view.leading());
    }

    private static OwnersReport.KeptOut of(KeptOut kept) {
        return new OwnersReport.KeptOut(
                kept.cause(), kept.shortStays(), Duration.ofNanos(kept.whileNanos()));
    }

    private static double share(List<KeyRange> ranges) {
        double hashes = 0;
        for (KeyRange range : ranges) {
            long size = range.last() - range.start();
            hashes += (size >>> 1) * 2.0 + (size & 1) + 1;
        }
        return Math.min(1, hashes / KEY_SPACE);
    }

    private static String version() {
        try (InputStream file = StatusReport.class.getResourceAsStream("version.txt")) {
            return file == null
                    ? "unknown"
                    : new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the program's own file version.txt", unreadable);
        }
    }
}
