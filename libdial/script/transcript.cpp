#include "script/transcript.hpp"

#include <algorithm>

namespace dial::script {
namespace {

using Marks = std::vector<bool>;

void mark_all(std::string_view text, std::string_view secret, Marks& marks) {
  for (std::size_t at = text.find(secret); at != std::string_view::npos;
       at = text.find(secret, at + 1)) {
    std::fill_n(marks.begin() + static_cast<std::ptrdiff_t>(at), secret.size(), true);
  }
}

// An echo that has not come to its end yet.
void mark_beginning(std::string_view text, std::string_view secret, std::size_t from,
                    Marks& marks) {
  const std::size_t room = text.size() - std::min(from, text.size());
  for (std::size_t length = std::min(room, secret.size() - 1); length > 0; --length) {
    if (!text.ends_with(secret.substr(0, length))) continue;
    std::fill_n(marks.end() - static_cast<std::ptrdiff_t>(length), length, true);
    return;
  }
}

std::string render(std::string_view text, const Marks& marks, std::size_t from) {
  std::string shown;
  for (std::size_t i = from; i < text.size();) {
    const std::size_t start = i;
    while (i < text.size() && marks[i] == marks[start])
      ++i;
    shown += marks[start] ? std::string(kMask)
                          : printable(octets_of(text.substr(start, i - start)), i - start);
  }
  return shown;
}

}  // namespace

void Transcript::append(std::uint8_t octet) {
  tail_ += static_cast<char>(octet & 0x7f);
  // A secret that is cut at the front of the tail lies wholly before what is shown.
  const std::size_t kept = kShown + longest();
  if (tail_.size() < 2 * kept) return;
  dropped_ += tail_.size() - kept;
  tail_.erase(0, tail_.size() - kept);
}

void Transcript::hide(std::string_view secret) {
  if (!secret.empty()) find_or_add(secret);
}

void Transcript::hide_sent(std::string_view secret) {
  if (secret.empty()) return;
  Hidden& hidden = find_or_add(secret);
  if (!hidden.sent) hidden.sent = dropped_ + tail_.size();
}

Transcript::Hidden& Transcript::find_or_add(std::string_view secret) {
  std::string stripped(secret);
  for (char& c : stripped)
    c = static_cast<char>(c & 0x7f);
  const auto known = std::find_if(hidden_.begin(), hidden_.end(), [&](const Hidden& hidden) {
    return hidden.secret.reveal() == stripped;
  });
  Secret wanted(std::move(stripped));
  if (known != hidden_.end()) return *known;
  return hidden_.emplace_back(Hidden{std::move(wanted), std::nullopt});
}

std::string Transcript::text() const {
  Marks marks(tail_.size(), false);
  for (const Hidden& hidden : hidden_) {
    mark_all(tail_, hidden.secret.reveal(), marks);
    if (!hidden.sent) continue;
    const std::size_t from = *hidden.sent - std::min(*hidden.sent, dropped_);
    mark_beginning(tail_, hidden.secret.reveal(), from, marks);
  }
  const std::size_t skipped = tail_.size() - std::min(tail_.size(), kShown);
  return (skipped + dropped_ > 0 ? "…" : "") + render(tail_, marks, skipped);
}

std::string Transcript::masked(std::string_view text) const {
  Marks marks(text.size(), false);
  for (const Hidden& hidden : hidden_)
    mark_all(text, hidden.secret.reveal(), marks);
  return render(text, marks, 0);
}

std::string Transcript::masked_cut(std::string_view text) const {
  Marks marks(text.size(), false);
  for (const Hidden& hidden : hidden_) {
    mark_all(text, hidden.secret.reveal(), marks);
    if (hidden.sent) mark_beginning(text, hidden.secret.reveal(), 0, marks);
  }
  return render(text, marks, 0);
}

std::size_t Transcript::longest() const {
  std::size_t length = 0;
  for (const Hidden& hidden : hidden_)
    length = std::max(length, hidden.secret.reveal().size());
  return length;
}

}  // namespace dial::script
