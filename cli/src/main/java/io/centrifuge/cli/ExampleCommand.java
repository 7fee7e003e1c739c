package io.centrifuge.cli;

import io.centrifuge.examples.quickstart.QuickStart;
import io.centrifuge.examples.rendezvous.BackEnd;
import io.centrifuge.examples.rendezvous.FrontEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs an example's program in this process. */
@Command(
        name = "example",
        header = "Run an example of a service: the README's program, or the rendezvous service.",
        description = {
            "",
            "quick-start: the README's program, an owner and a lookup in one process. It takes the"
                    + " managers' addresses, 127.0.0.1:7400 if there are none.",
            "",
            "back-end: a server that owns keys and keeps what is put there under them, over HTTP,"
                    + " until SIGTERM. It takes --id and --managers, and --port and --service if"
                    + " they matter.",
            "",
            "front-end: a server that finds the back end of a key and passes requests on. It takes"
                    + " --managers, and --port and --service if they matter.",
            "",
            "Their sources are in the folder examples. With --tls-key, --tls-certificate and"
                    + " --tls-trust the servers use TLS."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge example quick-start",
            "  centrifuge example back-end --id b1 --managers 127.0.0.1:7400",
            "  centrifuge example front-end --managers 127.0.0.1:7400 --port 8080",
            "  curl -X PUT --data 10.0.0.9:5000 http://127.0.0.1:8080/devices/phone-17"
        })
final class ExampleCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "quick-start, back-end, front-end.")
    private @Nullable String name;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What the program takes.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        String[] given = arguments.toArray(String[]::new);
        try {
            switch (String.valueOf(name)) {
                case "quick-start" -> QuickStart.main(given);
                case "back-end" -> BackEnd.main(given);
                case "front-end" -> FrontEnd.main(given);
                default ->
                    throw CommandFailure.usage(
                            "there is no example \"%s\": name quick-start, back-end or front-end"
                                    .formatted(name));
            }
        } catch (IllegalArgumentException refusal) {
            throw CommandFailure.usage(String.valueOf(refusal.getMessage()));
        }
        return ExitCodes.OK;
    }
}
