using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Factory's droid with a custom model, which can have each of the three dialects. It needs no Factory account.</summary>
[Trait("Promise", "P-27")]
public sealed class DroidTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Droid = Installation.Agent("@factory/cli-linux-x64/bin/droid");

    [Theory, EveryTarget]
    public Task Droid_completes_its_task_over_Chat_Completions(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, "generic-chat-completion-api");

    [Theory, EveryTarget]
    public Task Droid_completes_its_task_over_Responses(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiResponses, "openai");

    [Theory, EveryTarget]
    public Task Droid_completes_its_task_over_Messages(ClientTarget target) => CompletesTaskAsync(target, Dialect.AnthropicMessages, "anthropic");

    private Task CompletesTaskAsync(ClientTarget target, Dialect dialect, string provider) =>
        CompletesTaskAsync(target, dialect, Droid, (endpoint, workspace, prompt) =>
        {
            workspace.WriteHomeFile(".factory/settings.json", Json.Serialize(new
            {
                customModels = (object[])
                [
                    new
                    {
                        model = "jusInfer-auto",
                        displayName = "JusInfer",
                        baseUrl = provider == "anthropic" ? endpoint.Host : endpoint.BaseUrl,
                        apiKey = endpoint.Key,
                        provider,
                        maxOutputTokens = 8192,
                    },
                ],
                enableDroidTelemetry = false,
            }));
            return workspace.Command(
                Droid, ["exec", "--model", "custom:JusInfer-0", "--skip-permissions-unsafe", prompt],
                ("FACTORY_DISABLE_KEYRING", "1"), ("DROID_DISABLE_AUTO_UPDATE", "1"));
        });
}
