package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.lookup.Lookup;
import io.centrifuge.lookup.LookupBuilder;
import io.centrifuge.lookup.LookupCounters;
import io.centrifuge.protocol.security.TransportSecurity;

/** A lookup of the public library, which keeps the table. */
final class WholeLookup implements FollowedTable {
    private final int service;
    private final Lookup lookup;
    private final TableProgress progress;

    // Of the library's thread alone.
    private long lsn;
    private long answers;
    private long failures;
    private boolean connected;

    WholeLookup(MemberSetting setting, int number, TableProgress progress) {
        this.service = setting.serviceOf(number);
        this.progress = progress;
        NotingClock clock = new NotingClock();
        LookupBuilder builder = Lookup.builder()
                .service(setting.services().get(service))
                .managers(setting.managers())
                .clock(clock);
        if (setting.security() instanceof TransportSecurity.Tls tls) {
            builder.tls(
                    tls.files().key(), tls.files().certificate(), tls.files().trust());
        }
        lookup = builder.build();
        clock.noteBy(this::note);
    }

    void start() {
        progress.disconnected();
        lookup.start();
    }

    private void note() {
        long now = lookup.lsn();
        if (now > lsn) {
            progress.applied(service, lsn, now);
            lsn = now;
        }
        LookupCounters counters = lookup.counters();
        if (counters.failures() > failures && connected) {
            connected = false;
            progress.disconnected();
        } else if (counters.answers() > answers && !connected) {
            connected = true;
            progress.connected();
        }
        failures = counters.failures();
        answers = counters.answers();
    }

    @Override
    public int service() {
        return service;
    }

    @Override
    public long lsn() {
        return lookup.lsn();
    }

    @Override
    public long losses() {
        return lookup.counters().rangesLost();
    }
}
