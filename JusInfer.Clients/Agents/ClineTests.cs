using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Cline's command line, on Vercel's AI SDK. It keeps its provider in its home, so it is told of it first.</summary>
[Trait("Promise", "P-27")]
public sealed class ClineTests(Site site) : AgentTests(site)
{
    private const string Introduced = """
        "$1" auth --provider openai-compatible --apikey "$2" --baseurl "$3" --modelid jusInfer-auto &&
        exec "$1" --auto-approve true "$4"
        """;

    private static readonly string Cline = Installation.Agent("@cline/cli-linux-x64/bin/cline");

    [Theory, EveryBehind]
    public Task Cline_finishes_its_errand(Behind behind) => FinishesAsync(behind, Dialect.OpenAiChat, Cline, static (place, work, prompt) => work.Command(
        "/bin/bash", ["-c", Introduced, "cline", Cline, place.Key, place.BaseUrl, prompt],
        ("CLINE_TELEMETRY_DISABLED", "1")));
}
