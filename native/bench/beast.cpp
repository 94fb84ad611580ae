// Boost.Beast as its examples have it: synchronous calls, masking keys from its secure generator, messages in frames of its write buffer's
// size. One command a line on the standard input, one line of answer, as the client in C.
//
//     send|receive|textreceive|echo|tick|connect url=... ca=... size=... count=... connections=...
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using plain_socket = beast::websocket::stream<tcp::socket>;
using tls_socket = beast::websocket::stream<asio::ssl::stream<tcp::socket>>;

constexpr std::size_t receive_buffer = 64 << 10, most_message = 64 << 20;

struct command {
    std::string kind, host, port, path, ca, deflate;
    bool tls = false;
    std::size_t size = 0, count = 0, connections = 1, batch = 1;
};

static asio::io_context s_io;
static std::int64_t s_time, s_cpu;

static std::int64_t now(clockid_t clock) {
    timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void start() {
    s_cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    s_time = now(CLOCK_MONOTONIC);
}

static void stop() {
    s_time = now(CLOCK_MONOTONIC) - s_time;
    s_cpu = now(CLOCK_PROCESS_CPUTIME_ID) - s_cpu;
}

// The roots are parsed once, as a program does that keeps its context.
static asio::ssl::context &trust(const std::string &ca) {
    static std::map<std::string, std::unique_ptr<asio::ssl::context>> s_contexts;
    auto &context = s_contexts[ca];
    if (!context) {
        context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
        context->load_verify_file(ca);
        context->set_verify_mode(asio::ssl::verify_peer);
    }
    return *context;
}

template <class Socket> std::unique_ptr<Socket> open(const command &o) {
    std::unique_ptr<Socket> socket;
    if constexpr (std::is_same_v<Socket, tls_socket>) {
        socket = std::make_unique<Socket>(s_io, trust(o.ca));
        SSL_set_tlsext_host_name(socket->next_layer().native_handle(), o.host.c_str());
        socket->next_layer().set_verify_callback(asio::ssl::host_name_verification(o.host));
    } else {
        socket = std::make_unique<Socket>(s_io);
    }
    auto &below = beast::get_lowest_layer(*socket);
    boost::system::error_code no_address;
    auto address = asio::ip::make_address(o.host, no_address);
    if (no_address) asio::connect(below, tcp::resolver(s_io).resolve(o.host, o.port));
    else below.connect({ address, static_cast<unsigned short>(std::stoi(o.port)) });
    below.set_option(tcp::no_delay(true)); // as all others have it
    if constexpr (std::is_same_v<Socket, tls_socket>) socket->next_layer().handshake(asio::ssl::stream_base::client);
    socket->handshake(o.host + ":" + o.port, o.path);
    socket->binary(true);
    socket->read_message_max(most_message);
    return socket;
}

template <class Socket> void receive(Socket &socket, beast::flat_buffer &buffer) {
    buffer.consume(buffer.size());
    socket.read(buffer);
}

static std::string percentiles(std::vector<std::int64_t> &times) {
    std::sort(times.begin(), times.end());
    auto at = [&](int share) { return std::to_string(times[times.size() * share / 1000]); };
    return " p50=" + at(500) + " p99=" + at(990) + " p999=" + at(999);
}

template <class Socket> std::string run(const command &o) {
    std::vector<std::int64_t> times;
    std::vector<unsigned char> message(o.size ? o.size : 1);
    std::uint32_t seed = 1;
    for (auto &b : message) b = static_cast<unsigned char>((seed = seed * 1664525 + 1013904223) >> 24);
    if (o.kind == "connect") {
        start();
        for (std::size_t i = 0; i < o.count; i++) open<Socket>(o);
        stop();
        return "";
    }
    auto socket = open<Socket>(o);
    beast::flat_buffer buffer;
    buffer.reserve(receive_buffer);
    start();
    if (o.kind == "send") {
        for (std::size_t i = 0; i < o.count; i++) socket->write(asio::buffer(message));
        receive(*socket, buffer);
    } else if (o.kind == "echo") {
        for (std::size_t i = 0; i < o.count; i++) {
            std::int64_t begin = now(CLOCK_MONOTONIC);
            socket->write(asio::buffer(message));
            receive(*socket, buffer);
            times.push_back(now(CLOCK_MONOTONIC) - begin);
        }
    } else {
        socket->write(asio::buffer(message, 1));
        for (std::size_t i = 0; i < o.count; i++) {
            receive(*socket, buffer);
            if (o.kind != "tick") continue;
            std::int64_t sent;
            std::memcpy(&sent, buffer.data().data(), sizeof sent);
            times.push_back(now(CLOCK_MONOTONIC) - sent);
            socket->write(asio::buffer(message, 1));
        }
    }
    stop();
    return times.empty() ? "" : percentiles(times);
}

static command parse(const std::string &line) {
    command o;
    std::istringstream words(line);
    words >> o.kind;
    for (std::string word; words >> word;) {
        auto equals = word.find('=');
        std::string name = word.substr(0, equals), value = word.substr(equals + 1);
        if (name == "url") {
            o.tls = value.compare(0, 3, "wss") == 0;
            value = value.substr(value.find("//") + 2);
            auto slash = value.find('/'), colon = value.find(':');
            o.host = value.substr(0, colon);
            o.port = value.substr(colon + 1, slash - colon - 1);
            o.path = value.substr(slash);
        }
        else if (name == "ca") o.ca = value;
        else if (name == "deflate") o.deflate = value;
        else if (name == "size") o.size = std::stoull(value);
        else if (name == "count") o.count = std::stoull(value);
        else if (name == "connections") o.connections = std::stoull(value);
        else if (name == "batch") o.batch = std::stoull(value);
    }
    return o;
}

// Batches, several connections and compression would need other programs than these few lines.
static bool supports(const command &o) {
    static const char *const kinds[] = { "send", "receive", "textreceive", "echo", "tick", "connect" };
    bool one_by_one = o.connections == 1 && o.batch == 1 && o.deflate == "none";
    return one_by_one && std::find(std::begin(kinds), std::end(kinds), o.kind) != std::end(kinds);
}

int main() {
    std::printf("ready Boost %d.%d.%d, OpenSSL %s\n", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100,
        OpenSSL_version(OPENSSL_VERSION_STRING));
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line) && !line.empty();) {
        try {
            command o = parse(line);
            if (!supports(o)) {
                std::printf("unsupported the client over Boost.Beast has no such case\n");
            } else {
                std::string more = o.tls ? run<tls_socket>(o) : run<plain_socket>(o);
                std::printf("ok ns=%lld cpu=%lld%s\n", static_cast<long long>(s_time), static_cast<long long>(s_cpu), more.c_str());
            }
        } catch (const std::exception &e) {
            std::printf("error %s\n", e.what());
        }
        std::fflush(stdout);
    }
}
