# Sourced by the scripts beside it.

# Compiles module $1 with its tests, and runs its class whose simple name is $2 with the other arguments.
run_of() {
    local module=$1 class
    class=$(cd "$module/src" && find . -name "$2.java")
    class=${class#./*/java/}
    class=${class%.java}
    shift 2

    find_jdk
    MAVEN_OPTS="$(jdk_quiet_flags) ${MAVEN_OPTS:-}"
    export MAVEN_OPTS
    mvn -B -ntp -q -pl "$module" -am test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/rules-classpath -Dmdep.includeScope=test
    echo # what Maven leaves on its last line stays off ours
    exec "$JAVA_HOME/bin/java" \
        -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/rules-classpath")" \
        "${class//\//.}" "$@"
}
