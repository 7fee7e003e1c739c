package io.centrifuge.cli;

import io.centrifuge.manager.store.StoreException;
import io.centrifuge.store.ratis.BackupFile;
import io.centrifuge.store.ratis.StoppedMember;
import java.nio.file.Path;
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
            return new BackupReport(target, group.backup(), "");
        }
    }
}
