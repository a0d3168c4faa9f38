using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// The items of a stream, told apart by place, id and call: some providers give all items one place, or count places differently in the
/// finished response, so that a call was delivered twice (mcowger/plexus#691). Others change the id of an item from event to event
/// (BerriAI/litellm#30072), so that an id that is not known says nothing. vLLM gives a call a new id in each event that has the whole item
/// (vllm-project/vllm#47916), so that another one at the same place is the same call until it is done.
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

    /// <summary>The item that an event begins: another one than that of the same place if that is done, or another call.</summary>
    public OutputItemReader Begun(in ResponsesEvent e, JsonElement item)
    {
        if (e.OutputIndex is null && OfCall(item) is { } call) return call;
        var found = Of(e);
        return found.IsDone || IsOther(found, item) ? OfCall(item) ?? Add(latest) : found;
    }

    /// <summary>The item that an event ends: that of the same call, else the one of the same type that has begun at the place.</summary>
    public OutputItemReader Ended(in ResponsesEvent e, JsonElement item)
    {
        var found = Of(e);
        if (!IsOther(found, item)) return found;
        if (OfCall(item) is { } call) return call;
        var place = latest;
        return all.FindLast(one => one.Place == place && !one.Item.IsDone && !IsOfOtherType(one.Item, item)).Item ?? Add(place);
    }

    /// <summary>The item of a finished response.</summary>
    /// <param name="place">Its place in the response.</param>
    /// <param name="item">The item.</param>
    public OutputItemReader Finished(int place, JsonElement item)
    {
        var found = OfCall(item)
            ?? all.Find(one => one.Place == place && !one.Item.IsFinished && !IsOther(one.Item, item)).Item
            ?? all.Find(one => !one.Item.IsFinished && one.Item.Type == Fields.Text(item, "type") && !IsOther(one.Item, item)).Item
            ?? all.Find(one => one.Place == place && !one.Item.IsFinished && IsSameFunction(one.Item, item)).Item
            ?? Add(place);
        found.IsFinished = true;
        return found;
    }

    /// <summary>The item of the same call that has no item in the finished response yet; null if there is none.</summary>
    private OutputItemReader? OfCall(JsonElement item) =>
        CallOf(item) is { } call ? all.Find(one => !one.Item.IsFinished && one.Item.CallId == call).Item : null;

    private static string? CallOf(JsonElement item) => Fields.Text(item, "call_id") is { Length: > 0 } id ? id : null;

    private static bool IsOther(OutputItemReader found, JsonElement item) => IsOfOtherType(found, item)
        || (found.CallId is { Length: > 0 } call && CallOf(item) is { } other && call != other);

    private static bool IsOfOtherType(OutputItemReader found, JsonElement item) =>
        found.Type is { } type && Fields.Text(item, "type") is { } given && type != given;

    private static bool IsSameFunction(OutputItemReader found, JsonElement item) =>
        found.Name is { Length: > 0 } name && !IsOfOtherType(found, item) && Fields.Text(item, "name") == name;

    private OutputItemReader Add(int place)
    {
        var item = new OutputItemReader(isNative);
        all.Add((place, item));
        return item;
    }
}
