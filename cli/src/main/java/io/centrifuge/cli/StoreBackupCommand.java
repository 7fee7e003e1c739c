package io.centrifuge.cli;

import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.StoreClient.NotDoneException;
import io.centrifuge.protocol.stored.StoreBackup;
import io.centrifuge.store.ratis.BackupFile;
import io.centrifuge.store.ratis.StoppedMember;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a backup. */
@Command(
        name = "backup",
        header = "Write all that the store has into a file.",
        description = {
            "",
            "From the running member that has applied most, of those asked; or, with --data, from"
                    + " the folder of one that is stopped. The file is there as a whole or not at"
                    + " all. \"store restore\" begins a new store from it.",
            "",
            "Where a majority is lost, take one from each survivor's folder, and restore the one"
                    + " whose last log entry has the highest term, then the one with the most"
                    + " entries."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge store backup --at m1:7400,m2:7400,m3:7400 centrifuge.backup",
            "  centrifuge store backup --data /var/lib/centrifuge m1.backup"
        })
final class StoreBackupCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(paramLabel = "FILE", description = "What to write.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Read this folder, of a member that doesn't run, instead of asking.")
    private @Nullable Path data;

    @Option(names = "--overwrite", description = "Replace the file if it is there already.")
    private boolean overwrite;

    @Mixin
    private StoreFlags flags = new StoreFlags();

    StoreBackupCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (data != null && flags.names()) {
            throw CommandFailure.usage("--data reads a folder and --at asks processes: give one");
        }
        Path target = Objects.requireNonNull(file).toAbsolutePath().normalize();
        BackupReport report;
        try {
            BackupFile.requirePlace(target, overwrite);
            report = take(target);
            BackupFile.write(target, report.backup(), overwrite);
        } catch (StoreException failure) {
            throw CommandFailure.failed(String.valueOf(failure.getMessage()));
        }
        if (flags.json()) {
            context.out().println(report.json());
        } else {
            context.out().println("backed up to " + target);
            report.print(context.out(), context.style());
        }
        return ExitCodes.OK;
    }

    private BackupReport take(Path target) throws StoreException, CommandFailure {
        if (data != null) {
            StoppedMember.Found found = StoppedMember.read(data, context.clock().instant());
            return new BackupReport(target, found.backup(), found.remark());
        }
        try (StoreGroup group = flags.group(context)) {
            return new BackupReport(target, newest(group), "");
        }
    }

    /** Of the member that has applied most, of those that answer. */
    private static StoreBackup newest(StoreGroup group) throws CommandFailure {
        StoreGroup.Answers answers = group.ask();
        ManagerAddress best = null;
        Membership most = null;
        for (Map.Entry<ManagerAddress, MemberStatus> told : answers.told().entrySet()) {
            Membership membership = told.getValue().membership().orElse(null);
            if (membership != null
                    && most != null
                    && !membership.cluster().equals(most.cluster())) {
                throw CommandFailure.failed(
                        "%s is of group %s and %s of group %s: name members of one with --at"
                                .formatted(
                                        best, most.cluster(), told.getKey(), membership.cluster()));
            }
            if (membership != null && (most == null || membership.applied() > most.applied())) {
                best = told.getKey();
                most = membership;
            }
        }
        if (best == null) {
            throw answers.told().isEmpty()
                    ? CommandFailure.unreachable("nobody answers: "
                            + StoreGroup.reasons(answers.silent().values())
                            + ": say where members are with --at HOST:PORT,HOST:PORT, or, where"
                            + " none runs, take it from a member's folder with --data DIR")
                    : CommandFailure.failed("no member that answers is in a group: there is"
                            + " nothing to back up");
        }
        try {
            return group.backup(best);
        } catch (NotDoneException failed) {
            throw CommandFailure.failed(failed.text()
                    + ": no backup is made; again with a longer --timeout, or from another"
                    + " member with --at");
        }
    }
}
