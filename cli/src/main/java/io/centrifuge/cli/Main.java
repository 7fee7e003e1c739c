package io.centrifuge.cli;

import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.benchmarks.fleet.Churn;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.simulation.scenario.KeptFaults;
import java.net.ProxySelector;
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
        // A proxy that is set for all of a company's JVMs is for the web: members of a store would
        // ask it for tunnels to each other.
        ProxySelector.setDefault(ProxySelector.of(null));
        System.exit(commandLine(ProcessContext.ofProcess()).execute(arguments));
    }

    /** All commands, for a process or a test. */
    static CommandLine commandLine(ProcessContext context) {
        CommandLine line = new CommandLine(new CentrifugeCommand());
        line.addSubcommand(new ManagerCommand(context))
                .addSubcommand(new CommandLine(new StoreCommand(context))
                        .addSubcommand(new StoreCreateCommand(context))
                        .addSubcommand(new StoreAddCommand(context))
                        .addSubcommand(new StoreRemoveCommand(context))
                        .addSubcommand(new StoreReplaceCommand(context))
                        .addSubcommand(new StoreStatusCommand(context))
                        .addSubcommand(new StoreBackupCommand(context))
                        .addSubcommand(new StoreRestoreCommand(context)))
                .addSubcommand(new CommandLine(new ClusterCommand())
                        .addSubcommand(new ClusterUpCommand(context))
                        .addSubcommand(new ClusterStatusCommand(context))
                        .addSubcommand(new ClusterKillCommand(context))
                        .addSubcommand(new ClusterStartCommand(context))
                        .addSubcommand(new ClusterDownCommand(context)))
                .addSubcommand(new StatusCommand(context))
                .addSubcommand(new OwnersCommand(context))
                .addSubcommand(new TableCommand(context))
                .addSubcommand(new LookupCommand(context))
                .addSubcommand(new WatchCommand(context))
                .addSubcommand(new HistoryCommand(context))
                .addSubcommand(new DrainCommand(context))
                .addSubcommand(new UndrainCommand(context))
                .addSubcommand(new EvictCommand(context))
                .addSubcommand(new LetInCommand(context))
                .addSubcommand(new CommandLine(new ServiceCommand())
                        .addSubcommand(new ServiceRemoveCommand(context)))
                .addSubcommand(new ConfigCommand(context))
                .addSubcommand(new DemoCommand(context))
                .addSubcommand(new CommandLine(new ExampleCommand()).setStopAtPositional(true))
                .addSubcommand(new SimulateCommand(context))
                .addSubcommand(new CommandLine(new BenchCommand())
                        .addSubcommand(new BenchManagerCommand(context))
                        .addSubcommand(new BenchLocalCommand(context))
                        .addSubcommand(new BenchFleetCommand(context)))
                .addSubcommand(new HelpCommand(context));
        registerConverters(line);
        line.setOut(context.out())
                .setErr(context.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        context.style().colour()
                                ? CommandLine.Help.Ansi.ON
                                : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler(new Failures(context))
                .setExecutionExceptionHandler(new Failures(context));
        return line;
    }

    /** With which all commands that it has by now read values. */
    private static void registerConverters(CommandLine line) {
        line.registerConverter(ServiceName.class, checked(ServiceName::new))
                .registerConverter(OwnerId.class, checked(OwnerId::new))
                .registerConverter(Cordon.class, checked(Cordon::at))
                .registerConverter(ManagerAddresses.class, checked(ManagerAddresses::parse))
                .registerConverter(ManagerAddress.class, checked(ManagerAddress::parse))
                .registerConverter(KeptFaults.class, checked(KeptFaults::parse))
                .registerConverter(LeaseTiming.class, checked(Settings::preset))
                .registerConverter(Churn.class, checked(Churn::parse))
                .registerConverter(Duration.class, checked(Durations::parse))
                .registerConverter(int.class, whole(Integer::valueOf, Integer.MAX_VALUE))
                .registerConverter(Integer.class, whole(Integer::valueOf, Integer.MAX_VALUE))
                .registerConverter(long.class, whole(Long::valueOf, Long.MAX_VALUE))
                .registerConverter(Long.class, whole(Long::valueOf, Long.MAX_VALUE));
    }

    private static <N extends Number> ITypeConverter<N> whole(Function<String, N> parse, N most) {
        return checked(text -> {
            try {
                return parse.apply(text);
            } catch (NumberFormatException malformed) {
                throw new IllegalArgumentException(
                        "\"%s\" is no whole number up to %d".formatted(text, most));
            }
        });
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
