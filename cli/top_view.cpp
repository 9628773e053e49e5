#include "cli/top_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cli/json_document.hpp"
#include "cli/text.hpp"
#include "rpc/messages.hpp"

namespace dial::cli {
namespace {

constexpr std::size_t kPlotHeight = 4;  // rows, eight levels in each
constexpr std::size_t kIndent = 2;
constexpr std::array<const char*, 9> kBlocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<const char*, 9> kLetters{" ", ".", ".", ":", ":", "+", "+", "#", "#"};

std::string rate_text(std::uint64_t octets) {
  return bytes_text(octets) + "/s";
}

// A connection that counts from the beginning again, or that was not there before, has no rate.
std::uint64_t rate(std::uint64_t before, std::uint64_t now, Duration passed) {
  if (now < before || passed.count() <= 0) return 0;
  return (now - before) * 1000 / static_cast<std::uint64_t>(passed.count());
}

std::string up_for(const Statistics& counters) {
  return counters.connected.count() == 0 ? "-" : duration_text(counters.connected);
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

void TopView::handle_sample(std::vector<TopSample> samples, TimePoint now) {
  const auto passed = std::chrono::duration_cast<Duration>(now - sampled_);
  std::map<ConnectionId, Shown> shown;
  for (TopSample& sample : samples) {
    const ConnectionId id = sample.status.id;
    Shown next;
    if (const auto known = shown_.find(id); known != shown_.end()) {
      const Statistics& before = known->second.sample.counters;
      next.plot = std::move(known->second.plot);
      next.rates = {
          .sent = rate(before.bytes_sent, sample.counters.bytes_sent, passed),
          .received = rate(before.bytes_received, sample.counters.bytes_received, passed)};
      next.plot.push_back(next.rates);
      if (next.plot.size() > kMostPoints) next.plot.pop_front();
    }
    next.sample = std::move(sample);
    shown.emplace(id, std::move(next));
  }
  shown_ = std::move(shown);
  sampled_ = now;
}

std::vector<std::string> TopView::table() const {
  Table table({"ENTRY", "STATE", "DEVICE", "UP FOR", "RECEIVING", "SENDING", "RECEIVED", "SENT"});
  for (const auto& [id, shown] : shown_) {
    const ConnectionStatus& status = shown.sample.status;
    const Statistics& counters = shown.sample.counters;
    table.add({terminal_safe(status.entry), std::string(state_name(status.state)),
               terminal_safe(status.device), up_for(counters), rate_text(shown.rates.received),
               rate_text(shown.rates.sent), bytes_text(counters.bytes_received),
               bytes_text(counters.bytes_sent)});
  }
  return split(table.text());
}

// The part of a column that lies in `row`, counted from the bottom.
std::string TopView::bar(std::uint64_t value, std::uint64_t most, std::size_t row,
                         std::size_t height) const {
  const auto levels = static_cast<double>(height * 8);
  const double share = most == 0 ? 0 : static_cast<double>(value) / static_cast<double>(most);
  auto level = static_cast<std::size_t>(std::lround(share * levels));
  // A little is not nothing.
  if (value > 0 && level == 0) level = 1;
  const std::size_t below = row * 8;
  const std::size_t here = level <= below ? 0 : std::min<std::size_t>(level - below, 8);
  return has_utf8_ ? kBlocks[here] : kLetters[here];
}

std::vector<std::string> TopView::plot(const Shown& shown, Series series, const std::string& what,
                                       std::size_t columns, std::size_t height) const {
  const std::size_t width = columns > kIndent ? columns - kIndent : 0;
  const std::size_t count = std::min(width, shown.plot.size());
  const auto first = shown.plot.end() - static_cast<std::ptrdiff_t>(count);
  std::uint64_t most = 0;
  for (auto point = first; point != shown.plot.end(); ++point)
    most = std::max(most, (*point).*series);
  std::vector<std::string> lines{terminal_safe(shown.sample.status.entry) + ": " + what +
                                 ", at most " + rate_text(most)};
  for (std::size_t row = height; row-- > 0;) {
    std::string line(kIndent + width - count, ' ');  // the newest is at the right
    for (auto point = first; point != shown.plot.end(); ++point)
      line += bar((*point).*series, most, row, height);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string TopView::screen(std::size_t columns, std::size_t rows, const std::string& clock) const {
  std::vector<std::string> lines{fmt::format("dialctl top  {}  {} connection{}  (q ends)", clock,
                                             shown_.size(), shown_.size() == 1 ? "" : "s")};
  if (!shown_.empty()) std::ranges::move(table(), std::back_inserter(lines));
  for (const auto& [id, shown] : shown_) {
    if (shown.sample.counters.connected.count() == 0) continue;
    for (const auto& [series, what] :
         {std::pair(&TopRates::received, "receiving"), std::pair(&TopRates::sent, "sending")}) {
      const auto more = plot(shown, series, what, columns, kPlotHeight);
      if (lines.size() + 1 + more.size() > rows) continue;
      lines.emplace_back();
      std::ranges::copy(more, std::back_inserter(lines));
    }
  }
  if (lines.size() > rows) lines.resize(rows);
  std::string text;
  for (const std::string& line : lines)
    text += cut(line, columns) + "\n";
  return text;
}

std::string TopView::lines(const std::string& clock) const {
  if (shown_.empty()) return clock + "  no connections\n";
  std::string text;
  for (const auto& [id, shown] : shown_) {
    const auto& [status, counters] = shown.sample;
    text += fmt::format("{}  {}  {}  receiving {}, sending {}, received {}, sent {}\n", clock,
                        terminal_safe(status.entry), state_name(status.state),
                        rate_text(shown.rates.received), rate_text(shown.rates.sent),
                        bytes_text(counters.bytes_received), bytes_text(counters.bytes_sent));
  }
  return text;
}

std::string TopView::json() const {
  rpc::Json list = rpc::Json::array();
  for (const auto& [id, shown] : shown_) {
    list.push_back({{"connection", rpc::to_json(shown.sample.status)},
                    {"counters", rpc::to_json(shown.sample.counters)},
                    {"bytes_sent_per_second", shown.rates.sent},
                    {"bytes_received_per_second", shown.rates.received}});
  }
  const rpc::Json document{{"connections", std::move(list)}};
  return json_document(document);
}

}  // namespace dial::cli
