using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// The items of a stream, told apart by place, id and call: some providers give all items one place, or count places differently in the
/// finished response, so that a call was delivered twice (mcowger/plexus#691). Others change the id of an item from event to event
/// (BerriAI/litellm#30072), so that an id that is not known says nothing.
/// </summary>
/// <param name="isNative">The client uses the dialect.</param>
internal sealed class OutputItems(bool isNative)
{
    private readonly List<(int Place, OutputItemReader Item)> all = [];
    private int latest;

    /// <summary>The last item at a place; null if there is none.</summary>
    public OutputItemReader? At(int place)
    {
        for (var i = all.Count - 1; i >= 0; i--)
        {
            if (all[i].Place == place) return all[i].Item;
        }

        return null;
    }

    /// <summary>The item that an event belongs to. Without an id that is known and without a place, it is the latest one.</summary>
    public OutputItemReader Of(in ResponsesEvent e)
    {
        latest = e.OutputIndex ?? latest;
        for (var i = all.Count - 1; i >= 0 && all.Count > 1 && !e.ItemId.IsEmpty; i--)
        {
            if (all[i].Place == latest && all[i].Item.Id is { } id && Ascii.Equals(e.ItemId, id)) return all[i].Item;
        }

        return At(latest) ?? Add(latest);
    }

    /// <summary>The item that an event begins or ends: another one than that of the same place if it is another call.</summary>
    public OutputItemReader Of(in ResponsesEvent e, JsonElement item)
    {
        if (e.OutputIndex is null && Unfinished(item, isCall: true) is { } call) return call;
        var found = Of(e);
        return IsOther(found, item) ? Unfinished(item, isCall: true) ?? Add(latest) : found;
    }

    /// <summary>The item of a finished response.</summary>
    /// <param name="place">Its place in the response.</param>
    /// <param name="item">The item.</param>
    public OutputItemReader Finished(int place, JsonElement item)
    {
        var found = (At(place) is { IsFinished: false } there && !IsOther(there, item) ? there : null)
            ?? Unfinished(item, isCall: true)
            ?? Unfinished(item, isCall: false)
            ?? Add(place);
        found.IsFinished = true;
        return found;
    }

    /// <summary>The first item with the same call, or the first of the same type, that has no item in the finished response yet.</summary>
    private OutputItemReader? Unfinished(JsonElement item, bool isCall)
    {
        var call = Fields.Text(item, "call_id");
        if (isCall && string.IsNullOrEmpty(call)) return null;
        var type = Fields.Text(item, "type");
        return all.Find(one => !one.Item.IsFinished && (isCall ? one.Item.CallId == call : IsLike(one.Item))).Item;

        bool IsLike(OutputItemReader other) => other.Type == type && !IsOther(other, item);
    }

    private static bool IsOther(OutputItemReader found, JsonElement item) =>
        (found.Type is { } type && Fields.Text(item, "type") is { } given && type != given)
        || (found.CallId is { } call && Fields.Text(item, "call_id") is { } other && call != other);

    private OutputItemReader Add(int place)
    {
        var item = new OutputItemReader(isNative);
        all.Add((place, item));
        return item;
    }
}
