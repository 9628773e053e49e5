#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dial::daemon {

// A text in the exposition format of Prometheus, 0.0.4: families one after the other, each with its
// samples. Pure.
class Exposition {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string>>;

  // Begins a family; `type` is counter, gauge or histogram.
  void family(std::string_view name, std::string_view type, std::string_view help);
  // A sample of that family; `suffix` as in "_bucket".
  void sample(const Labels& labels, std::uint64_t value, std::string_view suffix = {});
  void sample(const Labels& labels, double value, std::string_view suffix = {});

  const std::string& text() const { return text_; }

 private:
  void begin_sample(const Labels& labels, std::string_view suffix);

  std::string name_;
  std::string text_;
};

}  // namespace dial::daemon
