package io.centrifuge.cli;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.History;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.stored.StoreBackup;
import io.centrifuge.store.ratis.BackupFile;
import io.centrifuge.store.ratis.RatisStoreConfig;
import io.centrifuge.store.ratis.StoreRestore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a store with a backup. */
@Command(
        name = "restore",
        header = "Begin a new store from a backup, in an empty folder.",
        description = {
            "",
            "The new store is a cluster of its own with one member; others are added by \"store"
                    + " add\". It knows no owners, and gives out numbers above all that were ever"
                    + " given out. It grants nothing until its leader has waited for the leases"
                    + " that were lost, and every range's loss is signalled.",
            "",
            "Before it is started, every process of the old store, managers too, must have ended"
                    + " for good: two stores must never run. Members that are left have nothing"
                    + " to do with the new one; add them with empty folders."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge store restore centrifuge.backup --data /var/lib/centrifuge",
            "  centrifuge store restore m1.backup --data new --member m1 --peer-host 10.0.0.5"
        })
final class StoreRestoreCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Make the store in this folder, which must be new or empty.")
    private @Nullable Path data;

    @Option(
            names = "--member",
            paramLabel = "ID",
            description = "The id of the member that will run on it; none is a group of one that"
                    + " stays one. Default: none.")
    private String member = Settings.NO_MEMBER;

    @Option(
            names = "--peer-host",
            paramLabel = "HOST",
            description = "Where others will reach it, as it will be started. Default: 127.0.0.1.")
    private String peerHost = "127.0.0.1";

    @Option(
            names = "--peer-port",
            paramLabel = "N",
            description = "Likewise, the port. Default: 7401.")
    private int peerPort = 7401;

    @Option(
            names = "--manager-term",
            paramLabel = "TIME",
            description = "The longest manager's duration under which leases were granted after the"
                    + " backup, if it is longer than the backup's and than that of the managers"
                    + " that will run.")
    private @Nullable Duration managerDuration;

    @Option(
            names = "--above",
            paramLabel = "NUMBER",
            description = "At least every lease number, LSN and term that was ever given out: for"
                    + " a clock that can't be trusted, from which numbers are taken otherwise.")
    private @Nullable Long above;

    @Option(names = "--json", description = "Print JSON on stdout instead of text.")
    private boolean json;

    StoreRestoreCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        RatisStoreConfig config = config();
        try {
            StoreBackup backup = BackupFile.read(Objects.requireNonNull(file));
            CommittedState restored = restored(backup);
            UUID group = StoreRestore.create(config, restored);
            report(config, backup, restored, group);
        } catch (StoreException failure) {
            throw CommandFailure.failed(String.valueOf(failure.getMessage()));
        }
        return ExitCodes.OK;
    }

    private RatisStoreConfig config() throws CommandFailure {
        Path folder = Objects.requireNonNull(data).toAbsolutePath().normalize();
        try {
            return member.equals(Settings.NO_MEMBER)
                    ? RatisStoreConfig.single(folder)
                    : RatisStoreConfig.member(
                            folder,
                            new StoreMember(member, peerHost, peerPort, true),
                            ServerSecurity.INSECURE); // here nobody connects yet
        } catch (IllegalArgumentException malformed) {
            throw CommandFailure.usage(String.valueOf(malformed.getMessage()));
        }
    }

    private CommittedState restored(StoreBackup backup) throws StoreException, CommandFailure {
        if (above != null && above < 0) {
            throw CommandFailure.usage(
                    "--above: %d is no number that was given out".formatted(above));
        }
        OptionalLong known = above == null ? OptionalLong.empty() : OptionalLong.of(above);
        long history = StoreRestore.history(backup, context.clock().instant(), known);
        try {
            return backup.state()
                    .restoredAs(history, managerDuration == null ? 0 : managerDuration.toNanos());
        } catch (IllegalArgumentException spent) {
            throw CommandFailure.failed(String.valueOf(spent.getMessage()));
        }
    }

    private void report(
            RatisStoreConfig config, StoreBackup backup, CommittedState restored, UUID group) {
        BackupReport source = new BackupReport(Objects.requireNonNull(file), backup, "");
        long term = restored.leader().term();
        Duration wait = Duration.ofNanos(restored.leader().longestLeaseNanos());
        if (json) {
            context.out()
                    .println(source.json()
                            .put("restored_group", group.toString())
                            .put("restored_member", config.self().id())
                            .put("restored_at", Format.history(History.of(term)))
                            .put("wait_ms", wait.toMillis())
                            .put("numbers_above", term));
            return;
        }
        context.out().println("restored into " + config.folder());
        source.print(context.out(), context.style());
        context.out()
                .printf(
                        "new       member %s of group %s, alone; to clients it is cluster %s, as"
                                + " before; numbers above %d%n",
                        config.self().id(), group, restored.cluster().id().orElse(group), term);
        context.out()
                .printf(
                        "start it  when no process of group %s runs any more: centrifuge manager"
                                + " --data %s%s%n",
                        backup.cluster(), config.folder(), flags(config));
        context.out()
                .printf(
                        "wait      grants begin %s after that at the earliest%n",
                        DurationText.of(wait));
    }

    private static String flags(RatisStoreConfig config) {
        return config.alone()
                ? ""
                : " --member %s --peer-host %s --peer-port %d"
                        .formatted(
                                config.self().id(),
                                config.self().host(),
                                config.self().port());
    }
}
