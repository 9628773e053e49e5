#include "cli/operation_options.hpp"

#include "cli/ask_daemon.hpp"

namespace dial::cli {

void declare_operation(CLI::App& app, const Globals& globals, OperationArguments& arguments,
                       std::function<ExitStatus()>& run) {
  HistoryArguments& history = arguments.history;
  auto* past = app.add_subcommand(
      "history", "shows what has been dialled and what became of it, a line each, oldest first");
  past->add_option("ENTRY", history.entry, "a profile's name");
  past->add_option("--count", history.count, "how many, the newest of them")
      ->check(CLI::Range(std::size_t{1}, rpc::HistoryCall::kMost))
      ->capture_default_str();
  past->callback([&] {
    require_daemon(globals);
    run = [&] { return dial::cli::history(globals, history); };
  });

  TopArguments& top = arguments.top;
  auto* view = app.add_subcommand(
      "top", "shows all connections and their throughput, anew every second; q ends it");
  view->add_option("--interval", top.interval, "seconds from one to the next")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  view->add_option("--count", top.count, "how many times [until interrupted]");
  view->callback([&] {
    require_daemon(globals);
    run = [&] { return dial::cli::top(globals, top); };
  });

  auto* doctors = app.add_subcommand(
      "doctor", "says what is missing for a dial to work, and the command that mends it");
  doctors->add_option("ENTRY", arguments.examined, "this profile and its port only");
  doctors->callback([&] {
    require_daemon(globals);
    run = [&] { return doctor(globals, arguments.examined); };
  });

  MetricsArguments& metrics = arguments.metrics;
  auto* figures = app.add_subcommand("metrics", "the daemon's figures, in Prometheus' text format");
  figures
      ->add_option("--output", metrics.output,
                   "writes a file, whole or not at all, as for node_exporter's textfile collector")
      ->option_text("FILE");
  figures->callback([&] {
    require_daemon(globals);
    run = [&] { return dial::cli::metrics(globals, metrics); };
  });
}

}  // namespace dial::cli
