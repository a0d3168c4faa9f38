using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>
/// Queues responses for the store and finds them again. A client can continue a response as soon as it has received the last event, so that
/// queued responses are found as well. <see cref="StoredResponseWriter"/> writes them to the store in the background.
/// </summary>
internal sealed partial class StoredResponseService(
    IResponseStore store, ResponseOptions options, BytesInFlight bytesInFlight, ILogger<StoredResponseService> logger)
{
    /// <summary>The maximum length of an id in characters, longer than any id of the gateway or a provider.</summary>
    private const int MaxIdLength = 200;

    private readonly ConcurrentDictionary<(TeamId Team, string Id), QueuedResponse> queued = new();
    private readonly Channel<QueuedResponse> queue = Channel.CreateUnbounded<QueuedResponse>(
        new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<QueuedResponse> Queue => queue.Reader;

    /// <summary>Whether responses to a caller's requests are stored.</summary>
    public bool IsEnabledFor(KeyHolder holder) => !options.IsDisabled && holder.Responses.Store;

    /// <summary>Why a caller's response may not be stored, for an error: "it …, or …".</summary>
    public static string ReasonFor(KeyHolder holder) => !holder.Responses.Store
        ? "the owner of the team has disabled storing responses"
        : $"it was created with 'store': false{(holder.Responses.ShareWithTeam ? "" : " or by another member")}, was deleted, or has expired";

    /// <summary>The maximum size of a stored response with its input, in bytes.</summary>
    public int MaxBytes => options.MaxBytes;

    /// <summary>
    /// Queues a response, unless storing is disabled, the response is too large, or its key has no memory left for it. The response counts
    /// as part of the key's <see cref="BytesInFlight"/> until it is written. The client has its answer in any case.
    /// </summary>
    /// <param name="call">The call that the response answers.</param>
    /// <param name="response">The response object.</param>
    /// <param name="input">The input items: JSON objects separated by commas.</param>
    public void Keep(Call call, ReadOnlyMemory<byte> response, ReadOnlyMemory<byte> input)
    {
        if (!IsEnabledFor(call.Context.Holder) || TryCreate(call, response, input) is not { } stored) return;
        var share = bytesInFlight.ShareOf(call.Context.Holder.Key);
        if (stored.Size > options.MaxBytes || share.TryAdd(stored.Size) is not null)
        {
            ReportNotStored(call, stored.Size);
            return;
        }

        var entry = new QueuedResponse(stored, share);
        queued[(stored.TeamId, stored.Id)] = entry;
        queue.Writer.TryWrite(entry);
    }

    /// <summary>Logs that a response is too large to be stored.</summary>
    public void ReportNotStored(Call call, long bytes) => LogNotStored(logger, call.Context.Id, bytes);

    public async ValueTask<StoredResponse?> FindAsync(ResponseAccess access, string id, CancellationToken cancellationToken) =>
        queued.TryGetValue((access.Team, id), out var entry) && access.Includes(entry.Response)
            ? entry.Response
            : await StoreDeadline.WaitAsync(store.FindAsync(access, id, cancellationToken));

    /// <summary>Finds the response whose output contains an item, and returns its JSON.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> FindByItemAsync(ResponseAccess access, string itemId, CancellationToken cancellationToken)
    {
        foreach (var (_, entry) in queued)
        {
            if (access.Includes(entry.Response) && entry.Response.ItemIds.Contains(itemId)) return entry.Response.Response;
        }

        return await StoreDeadline.WaitAsync(store.FindByItemAsync(access, itemId, cancellationToken));
    }

    /// <exception cref="StoreTimeoutException">The response is not written yet, or the store does not answer.</exception>
    public async Task<bool> RemoveAsync(ResponseAccess access, string id, CancellationToken cancellationToken)
    {
        if (queued.TryGetValue((access.Team, id), out var entry)) await StoreDeadline.WaitAsync(entry.Written.WaitAsync(cancellationToken));
        return await StoreDeadline.WaitAsync(store.RemoveAsync(access, id, cancellationToken));
    }

    /// <summary>Removes a response from the queue, after it was stored or storing it has failed for good.</summary>
    public void Complete(QueuedResponse entry)
    {
        queued.TryRemove(KeyValuePair.Create((entry.Response.TeamId, entry.Response.Id), entry));
        entry.SetWritten();
    }

    /// <summary>Ends the queue. What is queued is still written.</summary>
    public void CompleteAdding() => queue.Writer.TryComplete();

    /// <summary>
    /// Null if a provider's response has no usable id under which it could be found. The client receives such a response nevertheless.
    /// </summary>
    private static StoredResponse? TryCreate(Call call, ReadOnlyMemory<byte> response, ReadOnlyMemory<byte> input)
    {
        try
        {
            return Create(call, response, input);
        }
        catch (Exception exception) when (UnreadableJson.Caused(exception))
        {
            return null;
        }
    }

    private static StoredResponse? Create(Call call, ReadOnlyMemory<byte> response, ReadOnlyMemory<byte> input)
    {
        using var document = JsonDocument.Parse(response, JsonDepth.DocumentOptions);
        if (!document.RootElement.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String
            || id.GetString() is not { Length: > 0 and <= MaxIdLength } responseId)
            return null;
        var items = ImmutableArray.CreateBuilder<string>();
        if (document.RootElement.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in output.EnumerateArray())
            {
                if (item.TryGetProperty("id", out var itemId) && itemId.ValueKind == JsonValueKind.String) items.Add(itemId.GetString()!);
            }
        }

        var outputTokens = call.Usage.Tokens.Output;
        return new StoredResponse
        {
            TeamId = call.Context.Holder.Key.TeamId,
            MemberId = call.Context.Holder.Member.Id,
            Id = responseId,
            CreatedAt = call.Context.At,
            Response = response,
            Input = input,
            Tokens = call.Context.Request.Features.InputTokens + outputTokens,
            ItemIds = items.ToImmutable(),
        };
    }

    [LoggerMessage(
        LogEvents.ResponseNotStored,
        LogLevel.Warning,
        "Call {Call}: the response of {Bytes} bytes is not stored, because it is too large or its key has no memory left.")]
    private static partial void LogNotStored(ILogger logger, RequestId call, long bytes);
}

/// <summary>A response that is queued for the store.</summary>
internal sealed class QueuedResponse(StoredResponse response, BytesInFlight.KeyShare share)
{
    private readonly TaskCompletionSource<bool> written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoredResponse Response => response;

    /// <summary>Ends when it is stored, or when storing it has failed for good.</summary>
    public Task<bool> Written => written.Task;

    /// <summary>Releases the memory and the tasks that wait for <see cref="Written"/>.</summary>
    public void SetWritten()
    {
        share.Remove(response.Size, response.Size);
        written.TrySetResult(true);
    }
}
