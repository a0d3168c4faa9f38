using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace JusInfer.E2E.Infrastructure;

/// <summary>A program that knows two values, base URL and key, and calls the gateway with OpenAI's client. It does not retry.</summary>
internal sealed class Agent(Uri site, string key)
{
    public const string Auto = "jusInfer-auto";
    public const string Pinned = "openai/gpt-5";

    private readonly OpenAIClient client = new(
        new ApiKeyCredential(key),
        new OpenAIClientOptions { Endpoint = new Uri(site, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    /// <summary>One call that is not streamed.</summary>
    public async Task<string> CallAsync(string model = Pinned, string prompt = "Say hello.")
    {
        ChatCompletion answer = await client.GetChatClient(model).CompleteChatAsync([new UserChatMessage(prompt)], cancellationToken: TestContext.Current.CancellationToken);
        return answer.Content[0].Text;
    }

    /// <summary>One streamed call.</summary>
    /// <returns>The text and the number of content updates.</returns>
    public async Task<(string Text, int Updates)> StreamAsync(string model = Pinned, string prompt = "Say hello.")
    {
        var (text, updates) = (new StringBuilder(), 0);
        await foreach (var update in client.GetChatClient(model).CompleteChatStreamingAsync([new UserChatMessage(prompt)], cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
                updates++;
            }
        }

        return (text.ToString(), updates);
    }

    /// <summary>One call of an agent run.</summary>
    /// <returns>The HTTP status.</returns>
    public Task<int> CallInRunAsync(string session, string? parent, string prompt) =>
        PostAsync(session, parent, new { model = Pinned, messages = new[] { new { role = "user", content = prompt } } });

    /// <summary>One call for a repository, with a label.</summary>
    /// <returns>The HTTP status.</returns>
    public Task<int> CallForAsync(string repository, string label) =>
        PostAsync(new { model = Pinned, messages = new[] { new { role = "user", content = "Fix it." } } }, ("X-JusInfer-Repository", repository), ("X-JusInfer-Label", label));

    private Task<int> PostAsync(string session, string? parent, object body) =>
        PostAsync(body, parent is null ? [("X-JusInfer-Session", session)] : [("X-JusInfer-Session", session), ("X-JusInfer-Parent-Session", parent)]);

    private async Task<int> PostAsync(object body, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site, "/v1/chat/completions"))
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    /// <summary>One call of an agent run that continues a conversation with a tool. The gateway chooses the model.</summary>
    /// <param name="session">The run.</param>
    /// <param name="instructions">The system prompt.</param>
    /// <param name="turns">The turns of the user and of the model, alternately.</param>
    /// <returns>The HTTP status.</returns>
    public Task<int> ContinueRunAsync(string session, string instructions, params string[] turns)
    {
        var messages = turns.Select(static (text, number) => new { role = number % 2 == 0 ? "user" : "assistant", content = text }).Prepend(new { role = "system", content = instructions });
        var bash = new { type = "function", function = new { name = "bash", parameters = new { type = "object" } } };
        return PostAsync(session, parent: null, new { model = Auto, tools = new[] { bash }, messages });
    }

    /// <summary>Calls until the gateway rejects a call.</summary>
    public async Task<Rejection> CallUntilRejectedAsync()
    {
        try
        {
            while (true) await CallAsync();
        }
        catch (ClientResultException error) when (error.GetRawResponse() is { } response)
        {
            return Rejection.Of(response);
        }
    }

    /// <summary>One call that the gateway rejects.</summary>
    public async Task<Rejection> RejectedAsync(string model = Pinned)
    {
        var exception = await Should.ThrowAsync<ClientResultException>(() => CallAsync(model));
        return Rejection.Of(exception.GetRawResponse() ?? throw exception);
    }
}

/// <summary>A rejected call; <paramref name="RetryAfter"/> is the Retry-After header in seconds, if there is one.</summary>
internal sealed record Rejection(int Status, string Code, string Message, int? RetryAfter)
{
    public static Rejection Of(PipelineResponse response)
    {
        var error = JsonDocument.Parse(response.Content).RootElement.GetProperty("error");
        return new Rejection(
            response.Status,
            error.GetProperty("code").GetString()!,
            error.GetProperty("message").GetString()!,
            response.Headers.TryGetValue("Retry-After", out var seconds) ? int.Parse(seconds!) : null);
    }
}
