using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Responses;

/// <summary>
/// Takes responses that are to be kept and finds them again. A client may go on from a response the moment its last event is there, so what
/// waits for the store is found here; the store itself is written behind the call's back.
/// </summary>
internal sealed partial class StoredResponses(IResponseStore store, ResponseOptions options, ILogger<StoredResponses> logger)
{
    /// <summary>What may wait for the store; beyond it a response is not kept. Bytes.</summary>
    private const long MaxQueuedBytes = 64 * 1024 * 1024;

    /// <summary>Beyond any id that is made here or at a provider. Characters.</summary>
    private const int MaxIdLength = 200;

    private readonly ConcurrentDictionary<(TenantId Tenant, string Id), WaitingResponse> waiting = new();
    private readonly Channel<WaitingResponse> queue = Channel.CreateUnbounded<WaitingResponse>(
        new UnboundedChannelOptions { SingleReader = true });
    private long waitingBytes;

    public ChannelReader<WaitingResponse> Waiting => queue.Reader;

    public bool KeepsNone => options.KeepsNone;

    /// <param name="call">Whose answer it is.</param>
    /// <param name="response">The response's object.</param>
    /// <param name="input">The items that it answers: JSON objects with commas between them.</param>
    public void Keep(Call call, ReadOnlyMemory<byte> response, ReadOnlyMemory<byte> input)
    {
        if (options.KeepsNone || TryRead(call, response, input) is not { } kept) return;
        var entry = new WaitingResponse(kept);
        if (kept.Size > options.MaxBytes || Interlocked.Add(ref waitingBytes, kept.Size) > MaxQueuedBytes)
        {
            if (kept.Size <= options.MaxBytes) Interlocked.Add(ref waitingBytes, -kept.Size);
            LogNotKept(logger, call.Context.Id, kept.Size);
            return;
        }

        waiting[(kept.TenantId, kept.Id)] = entry;
        queue.Writer.TryWrite(entry);
    }

    public async ValueTask<StoredResponse?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        waiting.TryGetValue((tenant, id), out var entry) ? entry.Response : await store.FindAsync(tenant, id, cancellationToken);

    public async ValueTask<StoredResponse?> FindByItemAsync(TenantId tenant, string itemId, CancellationToken cancellationToken)
    {
        foreach (var entry in waiting.Values)
        {
            if (entry.Response.TenantId == tenant && entry.Response.ItemIds.Contains(itemId)) return entry.Response;
        }

        return await store.FindByItemAsync(tenant, itemId, cancellationToken);
    }

    public async ValueTask<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        if (waiting.TryGetValue((tenant, id), out var entry)) await entry.Written.WaitAsync(cancellationToken);
        return await store.RemoveAsync(tenant, id, cancellationToken);
    }

    /// <summary>The store has it, or never will.</summary>
    public void Done(WaitingResponse entry)
    {
        waiting.TryRemove(KeyValuePair.Create((entry.Response.TenantId, entry.Response.Id), entry));
        Interlocked.Add(ref waitingBytes, -entry.Response.Size);
        entry.SetWritten();
    }

    /// <summary>No more come: what waits is written and that is all.</summary>
    public void Complete() => queue.Writer.TryComplete();

    /// <summary>
    /// Null where it has no id under which it could be found: what a provider has sent passes on to the client all the same.
    /// </summary>
    private static StoredResponse? TryRead(Call call, ReadOnlyMemory<byte> response, ReadOnlyMemory<byte> input)
    {
        try
        {
            return Read(call, response, input);
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return null;
        }
    }

    private static StoredResponse? Read(Call call, ReadOnlyMemory<byte> response, ReadOnlyMemory<byte> input)
    {
        using var document = JsonDocument.Parse(response, JsonDepth.OfDocument);
        if (!document.RootElement.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String
            || id.GetString() is not { Length: > 0 and <= MaxIdLength } name)
            return null;
        var items = ImmutableArray.CreateBuilder<string>();
        if (document.RootElement.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in output.EnumerateArray())
            {
                if (item.TryGetProperty("id", out var itemId) && itemId.ValueKind == JsonValueKind.String) items.Add(itemId.GetString()!);
            }
        }

        var produced = call.Usage.Tokens.Output;
        return new StoredResponse
        {
            TenantId = call.Context.Holder.Key.TenantId,
            Id = name,
            CreatedAt = call.Context.At,
            Response = response,
            Input = input,
            Tokens = call.Context.Request.Features.InputTokens + produced,
            ItemIds = items.ToImmutable(),
        };
    }

    [LoggerMessage(
        LogEvents.ResponseNotKept,
        LogLevel.Warning,
        "Call {Call}: its response of {Bytes} bytes is not kept: it is too large, or too much waits for the store.")]
    private static partial void LogNotKept(ILogger logger, RequestId call, int bytes);
}

/// <summary>A response on its way to the store.</summary>
internal sealed class WaitingResponse(StoredResponse response)
{
    private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoredResponse Response => response;

    public Task Written => written.Task;

    public void SetWritten() => written.TrySetResult();
}
