using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>
/// Cline's command line, built on Vercel's AI SDK. It stores its provider in its home directory, so a first command configures it.
/// </summary>
[Trait("Promise", "P-27")]
public sealed class ClineTests(ClientFixture fixture) : AgentTests(fixture)
{
    private const string SetupScript = """
        "$1" auth --provider openai-compatible --apikey "$2" --baseurl "$3" --modelid jusInfer-auto &&
        exec "$1" --auto-approve true "$4"
        """;

    private static readonly string Cline = Installation.Agent("@cline/cli-linux-x64/bin/cline");

    [Theory, EveryTarget, DemoTarget]
    public Task Cline_completes_its_task(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, Cline, static (endpoint, workspace, prompt) => workspace.Command(
        "/bin/bash", ["-c", SetupScript, "cline", Cline, endpoint.Key, endpoint.BaseUrl, prompt],
        ("CLINE_TELEMETRY_DISABLED", "1")));
}
