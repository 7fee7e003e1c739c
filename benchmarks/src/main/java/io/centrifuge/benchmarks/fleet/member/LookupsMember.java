package io.centrifuge.benchmarks.fleet.member;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The lookups of one process: some of the public library, and watchers. */
public final class LookupsMember implements Member {
    private final MemberSetting setting;
    private final TableProgress progress = new TableProgress();
    private final Watcher.Sizes sizes = new Watcher.Sizes();
    private final List<FollowedTable> all = new ArrayList<>();
    private final long[] newest;

    private LookupsMember(MemberSetting setting) {
        this.setting = setting;
        this.newest = new long[setting.services().size()];
    }

    /** Takes its setting and commands from standard input. */
    public static void main(String[] args) throws IOException {
        Member.run(LookupsMember::new);
    }

    @Override
    public Object on(MemberCommand command) {
        switch (command) {
            case MemberCommand.StartLookups start -> start(start);
            case MemberCommand.Report report -> {
                return report(report.committed());
            }
            case MemberCommand.StartOwners owners ->
                throw new IllegalArgumentException("no owners here: " + owners);
            case MemberCommand.StopOwners owners ->
                throw new IllegalArgumentException("no owners here: " + owners);
        }
        return DONE;
    }

    private void start(MemberCommand.StartLookups start) {
        int number = start.first();
        for (int i = 0; i < start.whole(); i++, number++) {
            WholeLookup lookup = new WholeLookup(setting, number, progress);
            all.add(lookup);
            lookup.start();
        }
        WatcherChannels channels = new WatcherChannels(setting);
        for (int i = 0; i < start.watchers(); i++, number++) {
            Watcher watcher = new Watcher(setting, number, channels, progress, sizes);
            all.add(watcher);
            watcher.start();
        }
    }

    private LookupsReport report(List<CommitTime> committed) {
        for (CommitTime record : committed) {
            newest[record.service()] = Math.max(newest[record.service()], record.lsn());
        }
        progress.committed(committed);
        List<AppliedLsn> lsns = progress.take();
        int behind = 0;
        long losses = 0;
        for (FollowedTable each : all) {
            behind += each.lsn() < newest[each.service()] ? 1 : 0;
            losses += each.losses();
        }
        return new LookupsReport(
                progress.countDisconnected(),
                behind,
                progress.connectedSince(),
                losses,
                sizes.bytes().sum(),
                sizes.pieces().sum(),
                progress.takeLatencies(),
                lsns);
    }
}
