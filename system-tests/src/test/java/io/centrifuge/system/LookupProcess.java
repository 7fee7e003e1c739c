package io.centrifuge.system;

/** A lookup in a process of its own. */
public final class LookupProcess {
    private LookupProcess() {}

    /**
     * Runs until its parent is gone.
     *
     * @param arguments the service, the managers
     */
    public static void main(String[] arguments) throws Exception {
        Losses losses = new Losses(arguments[0], arguments[1]);
        Commands.serve(words -> switch (words[0]) {
            case "lsn" -> String.valueOf(losses.lookup.lsn());
            case "findable" -> String.valueOf(losses.findable());
            case "lost" ->
                String.valueOf(Keys.all().stream()
                        .filter(key -> losses.includes(Keys.hash(key)))
                        .count());
            case "at" -> String.valueOf(losses.countAt(words[1]));
            default -> throw new IllegalArgumentException(words[0]);
        });
    }
}
