CrashWriter.run(CommandLine.arguments)
