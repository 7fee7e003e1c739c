package io.centrifuge.cli;

import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.protocol.client.AdminException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on stderr why a command fails, and with what it exits. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** What other tools call a command, and what that is here. */
    private static final Map<String, String> ELSEWHERE =
            Map.of("cordon", "drain --cordon", "uncordon", "undrain");

    private final ProcessContext context;

    Failures(ProcessContext context) {
        this.context = context;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (arguments.length == 0) {
            command.usage(context.err());
            return ExitCodes.USAGE;
        }
        say(String.valueOf(wrong.getMessage()));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            nearest(unmatched.getUnmatched().getFirst(), command)
                    .ifPresent(meant -> say("did you mean \"" + meant + "\"?"));
        }
        say("\"" + name + " --help\" tells what it takes");
        return ExitCodes.USAGE;
    }

    private static Optional<String> nearest(String unknown, CommandLine command) {
        String typed = unknown.replaceFirst("=.*", "");
        if (command.getParent() == null && ELSEWHERE.containsKey(typed)) {
            return Optional.of(ELSEWHERE.get(typed));
        }
        return DidYouMean.suggest(
                typed,
                typed.startsWith("-")
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet());
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        if (thrown instanceof CommandFailure failure) {
            return end(failure);
        }
        if (thrown instanceof AdminException failure) {
            return end(CommandFailure.of(failure));
        }
        if (thrown instanceof TrialException failure) {
            return end(CommandFailure.failed(failure.text()));
        }
        LOG.error("An error in the launcher; please report it.", thrown);
        return ExitCodes.FAILED;
    }

    private int end(CommandFailure failure) {
        say(failure.text());
        return failure.exitCode();
    }

    private void say(String line) {
        context.err().println("centrifuge: " + line);
    }
}
