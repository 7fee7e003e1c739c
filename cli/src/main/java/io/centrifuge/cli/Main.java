package io.centrifuge.cli;

import io.centrifuge.core.state.OwnerId;
import io.centrifuge.core.state.ServiceName;
import io.centrifuge.core.time.LeaseTiming;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.simulation.scenario.KeptFaults;
import java.time.Duration;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The launcher: {@code ./centrifuge COMMAND}. */
public final class Main {
    /** Held here, since the JDK's logging forgets what nobody holds. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        GRPC.setLevel(Level.SEVERE);
        System.exit(commandLine(Surroundings.ofProcess()).execute(arguments));
    }

    /** All commands, for a process or a test. */
    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine line = new CommandLine(new CentrifugeCommand());
        line.addSubcommand(new ManagerCommand(surroundings))
                .addSubcommand(new CommandLine(new StoreCommand(surroundings))
                        .addSubcommand(new StoreCreateCommand(surroundings))
                        .addSubcommand(new StoreAddCommand(surroundings))
                        .addSubcommand(new StoreRemoveCommand(surroundings))
                        .addSubcommand(new StoreReplaceCommand(surroundings))
                        .addSubcommand(new StoreStatusCommand(surroundings))
                        .addSubcommand(new StoreBackupCommand(surroundings))
                        .addSubcommand(new StoreRestoreCommand(surroundings)))
                .addSubcommand(new CommandLine(new ClusterCommand())
                        .addSubcommand(new ClusterUpCommand(surroundings))
                        .addSubcommand(new ClusterStatusCommand(surroundings))
                        .addSubcommand(new ClusterKillCommand(surroundings))
                        .addSubcommand(new ClusterStartCommand(surroundings))
                        .addSubcommand(new ClusterDownCommand(surroundings)))
                .addSubcommand(new StatusCommand(surroundings))
                .addSubcommand(new OwnersCommand(surroundings))
                .addSubcommand(new TableCommand(surroundings))
                .addSubcommand(new LookupCommand(surroundings))
                .addSubcommand(new WatchCommand(surroundings))
                .addSubcommand(new DrainCommand(surroundings))
                .addSubcommand(new ConfigCommand(surroundings))
                .addSubcommand(new DemoCommand(surroundings))
                .addSubcommand(new SimulateCommand(surroundings))
                .addSubcommand(new CommandLine(new BenchCommand())
                        .addSubcommand(new BenchManagerCommand(surroundings)))
                .registerConverter(ServiceName.class, checked(ServiceName::new))
                .registerConverter(OwnerId.class, checked(OwnerId::new))
                .registerConverter(ManagerAddresses.class, checked(ManagerAddresses::parse))
                .registerConverter(ManagerAddress.class, checked(ManagerAddress::parse))
                .registerConverter(KeptFaults.class, checked(KeptFaults::parse))
                .registerConverter(LeaseTiming.class, checked(Settings::preset))
                .registerConverter(Duration.class, checked(Durations::parse))
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        surroundings.style().colour()
                                ? CommandLine.Help.Ansi.ON
                                : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler(new Failures(surroundings))
                .setExecutionExceptionHandler(new Failures(surroundings));
        return line;
    }

    /** What the constructor says of a bad value reaches the user as it is. */
    private static <T> ITypeConverter<T> checked(Function<String, T> constructor) {
        return text -> {
            try {
                return constructor.apply(text);
            } catch (IllegalArgumentException refusal) {
                throw new TypeConversionException(refusal.getMessage());
            }
        };
    }
}
