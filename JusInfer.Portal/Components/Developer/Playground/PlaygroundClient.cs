using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>
/// Calls the gateway of this process over HTTP, as any client does, and reads the stream of <c>/v1/chat/completions</c>. No prompt and no key is logged.
/// </summary>
internal sealed class PlaygroundClient(HttpClient http, Func<Uri> address, TimeProvider time)
{
    private const string Path = "/v1/chat/completions";
    private const string Data = "data: ";
    private const string Resumed = ": resumed with attempt ";
    private const string Unreachable = "The gateway could not be reached at the address on which this portal listens. Send the request again; if that fails too, ask the operator to check the addresses of the server.";
    private const int MaxErrorChars = 64 * 1024;

    /// <summary>Sends a request and adds what arrives to the answer. Canceling the token stops it. Nothing is thrown: a failure is the state of the answer.</summary>
    /// <param name="request">The body; a stream with usage is requested.</param>
    /// <param name="key">The key.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="answer">Receives the answer.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task RunAsync(JsonObject request, Secret key, IEnumerable<KeyValuePair<string, string>> headers, PlaygroundResponse answer, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(address(), Path)) { Content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json") };
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
            foreach (var (name, value) in headers) message.Headers.TryAddWithoutValidation(name, value);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            answer.Update(state => ReadHeaders(state, response.Headers));
            if (response.StatusCode == HttpStatusCode.OK) await ReadStreamAsync(response, answer, start, cancellationToken);
            else Fail(answer, (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            answer.Update(static state => state with { Phase = ResponsePhase.Stopped });
        }
        catch (Exception fault)
        {
            Fail(answer, new ResponseError(
                null, "CONNECTION", Explain(fault, isAnswering: answer.State.Phase is not ResponsePhase.Waiting)));
        }
        finally
        {
            var duration = (int)time.GetElapsedTime(start).TotalMilliseconds;
            answer.Update(state => state with { DurationMs = duration, Phase = state.IsRunning ? ResponsePhase.Complete : state.Phase });
        }
    }

    private static string Explain(Exception fault, bool isAnswering) => fault switch
    {
        OperationCanceledException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => Unreachable,
        InvalidOperationException when !isAnswering => Unreachable,
        JsonException or InvalidOperationException => "The gateway sent a part of the answer that the playground cannot read. Send the request again; if that fails too, tell the operator the time and the model.",
        _ => "The connection to the gateway ended before the answer was complete. Send the request again.",
    };

    private static ResponseState ReadHeaders(ResponseState state, HttpResponseHeaders headers)
    {
        return state with
        {
            Phase = ResponsePhase.Streaming,
            RequestId = Find("x-request-id"),
            Model = Find("x-jusinfer-model"),
            Provider = Find("x-jusinfer-provider"),
            Route = Find("x-jusinfer-route"),
            Explanation = Find("x-jusinfer-route-explanation"),
            IsSimulated = Find("x-jusinfer-simulated") == "true",
            Attempts = int.TryParse(Find("x-jusinfer-attempts"), CultureInfo.InvariantCulture, out var attempts) ? attempts : null,
        };

        string? Find(string name) => headers.TryGetValues(name, out var values) ? values.First() : null;
    }

    private async Task ReadStreamAsync(HttpResponseMessage response, PlaygroundResponse answer, long start, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Resumed, StringComparison.Ordinal)) answer.Add(PieceKind.Notice, $"Stream resumed, attempt {line[Resumed.Length..]}");
            if (!line.StartsWith(Data, StringComparison.Ordinal) || line == "data: [DONE]") continue;
            using var chunk = JsonDocument.Parse(line.AsMemory(Data.Length));
            Read(chunk.RootElement, answer, start);
        }
    }

    private void Read(JsonElement chunk, PlaygroundResponse answer, long start)
    {
        if (TryGet(chunk, "error", JsonValueKind.Object, out var error)) Fail(answer, ErrorOf(status: null, error));
        if (TryGet(chunk, "choices", JsonValueKind.Array, out var choices))
        {
            foreach (var choice in choices.EnumerateArray())
            {
                if (TryGet(choice, "delta", JsonValueKind.Object, out var delta) && ReadDelta(delta, answer) && answer.State.FirstTokenMs is null)
                {
                    var wait = (int)time.GetElapsedTime(start).TotalMilliseconds;
                    answer.Update(state => state with { FirstTokenMs = wait });
                }

                if (TextOf(choice, "finish_reason") is { Length: > 0 } reason) answer.Update(state => state with { FinishReason = reason });
            }
        }

        if (TryGet(chunk, "usage", JsonValueKind.Object, out var usage)) answer.Update(state => ReadUsage(state, usage));
        if (TryGet(chunk, "x_jusinfer", JsonValueKind.Object, out var extension)) answer.Update(state => ReadExtension(state, extension));
    }

    /// <summary>Adds the content of a delta; false if it has none.</summary>
    private static bool ReadDelta(JsonElement delta, PlaygroundResponse answer)
    {
        var (reasoning, text) = (TextOf(delta, "reasoning_content") ?? TextOf(delta, "reasoning") ?? "", TextOf(delta, "content") ?? "");
        answer.Add(PieceKind.Reasoning, reasoning);
        answer.Add(PieceKind.Text, text);
        if (!TryGet(delta, "tool_calls", JsonValueKind.Array, out var calls)) return reasoning.Length + text.Length > 0;
        foreach (var call in calls.EnumerateArray())
        {
            if (!TryGet(call, "function", JsonValueKind.Object, out var function)) continue;
            answer.Add(PieceKind.ToolCall, TextOf(function, "name") ?? "");
            answer.Add(PieceKind.ToolArguments, TextOf(function, "arguments") ?? "");
        }

        return true;
    }

    private static ResponseState ReadUsage(ResponseState state, JsonElement usage) => state with
    {
        InputTokens = NumberOf(usage, "prompt_tokens"),
        OutputTokens = NumberOf(usage, "completion_tokens"),
        CachedTokens = TryGet(usage, "prompt_tokens_details", JsonValueKind.Object, out var details) ? NumberOf(details, "cached_tokens") : null,
    };

    private static ResponseState ReadExtension(ResponseState state, JsonElement extension) => state with
    {
        Model = TextOf(extension, "model") ?? state.Model,
        CostUsd = decimal.TryParse(TextOf(extension, "cost_usd"), NumberStyles.Float, CultureInfo.InvariantCulture, out var cost) ? cost : null,
        Attempts = (int?)NumberOf(extension, "attempts") ?? state.Attempts,
        IsResumed = extension.TryGetProperty("resumed", out var resumed) && resumed.ValueKind is JsonValueKind.True,
    };

    private static void Fail(PlaygroundResponse answer, int status, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.Length > MaxErrorChars ? body[..MaxErrorChars] : body);
            Fail(answer, ErrorOf(status, document.RootElement.GetProperty("error")));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            Fail(answer, new ResponseError(status, "CONNECTION", "The address of this portal answered with something else than the gateway. Ask the operator to check its configuration."));
        }
    }

    private static void Fail(PlaygroundResponse answer, ResponseError error) => answer.Update(state => state with { Phase = ResponsePhase.Failed, Error = error });

    private static ResponseError ErrorOf(int? status, JsonElement error) => new(status, TextOf(error, "code") ?? "UPSTREAM_ERROR", TextOf(error, "message") ?? "The call failed.");

    private static string? TextOf(JsonElement element, string name) => TryGet(element, name, JsonValueKind.String, out var value) ? value.GetString() : null;

    private static long? NumberOf(JsonElement element, string name) => TryGet(element, name, JsonValueKind.Number, out var value) && value.TryGetInt64(out var number) ? number : null;

    /// <summary>Finds a property of this kind. A provider can send null in the place of an absent object.</summary>
    private static bool TryGet(JsonElement element, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind == kind;
    }
}
