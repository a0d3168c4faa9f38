using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace JusInfer.E2E.Infrastructure;

/// <summary>A program that was given two values, a base URL and a key, and uses OpenAI's own client. It does not retry.</summary>
internal sealed class Agent(Uri site, string key)
{
    public const string Auto = "jusInfer-auto";
    public const string Pinned = "anthropic/claude-sonnet-4.5";

    private readonly OpenAIClient client = new(
        new ApiKeyCredential(key),
        new OpenAIClientOptions { Endpoint = new Uri(site, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    /// <summary>One call, answered as a whole.</summary>
    public async Task<string> AskAsync(string model = Pinned, string prompt = "Say hello.")
    {
        ChatCompletion answer = await client.GetChatClient(model).CompleteChatAsync([new UserChatMessage(prompt)], cancellationToken: TestContext.Current.CancellationToken);
        return answer.Content[0].Text;
    }

    /// <summary>One call, answered piece by piece.</summary>
    public async Task<(string Text, int Pieces)> StreamAsync(string model = Pinned, string prompt = "Say hello.")
    {
        var (text, pieces) = (new StringBuilder(), 0);
        await foreach (var update in client.GetChatClient(model).CompleteChatStreamingAsync([new UserChatMessage(prompt)], cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
                pieces++;
            }
        }

        return (text.ToString(), pieces);
    }

    /// <summary>Calls until the gateway refuses.</summary>
    public async Task<Refused> RefusedSoonAsync()
    {
        try
        {
            while (true) await AskAsync();
        }
        catch (ClientResultException fault) when (fault.GetRawResponse() is { } response)
        {
            return Refused.Of(response);
        }
    }

    /// <summary>One call that the gateway refuses.</summary>
    public async Task<Refused> RefusedAsync(string model = Pinned)
    {
        var fault = await Should.ThrowAsync<ClientResultException>(() => AskAsync(model));
        return Refused.Of(fault.GetRawResponse() ?? throw fault);
    }
}

/// <summary>A refusal as a program sees it; with the whole seconds to wait where the gateway says when to come back.</summary>
internal sealed record Refused(int Status, string Code, string Message, int? RetryAfter)
{
    public static Refused Of(PipelineResponse response)
    {
        var error = JsonDocument.Parse(response.Content).RootElement.GetProperty("error");
        return new Refused(
            response.Status,
            error.GetProperty("code").GetString()!,
            error.GetProperty("message").GetString()!,
            response.Headers.TryGetValue("Retry-After", out var seconds) ? int.Parse(seconds!) : null);
    }
}
