using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// What must change in the tool calls of a chat completion's body before a provider takes it: ids that other models made and this one's
/// template does not know, and the seals that Google wants back on calls and clients drop. Everything else passes verbatim. Only the places
/// are looked at that the request's own reading found: a second look at a whole body was a ninth of what an agent's call of 60 KB cost.
/// </summary>
internal ref struct ChatToolEdits
{
    private readonly Call call;
    private readonly BodyPatch patch;
    private readonly ReasoningCache memory;
    private readonly ToolCallIdRule rule;
    private readonly bool wantsSeals;
    private readonly ToolCallIdMap ids;
    private JsonCursor json;
    private int offset;
    private bool hasSeal;

    private ChatToolEdits(Call call, BodyPatch patch, ReasoningCache memory)
    {
        (this.call, this.patch, this.memory) = (call, patch, memory);
        rule = ChatToolCallIds.RuleOf(call.Target);
        wantsSeals = ThoughtSignature.IsWantedBy(call.Target.Model);
        ids = new ToolCallIdMap(rule);
    }

    public static void Apply(Call call, BodyPatch patch, ReasoningCache memory)
    {
        if (((ChatRequest)call.Context.Request).Spans.Calls is not { } sites) return;
        var edits = new ChatToolEdits(call, patch, memory);
        if (edits.rule == ToolCallIdRule.Any && !edits.wantsSeals) return;
        foreach (var site in sites) edits.Read(site);
    }

    private void Read(ChatToolCallSite site)
    {
        offset = site.Value.Start.Value;
        json = new JsonCursor(call.Context.Body.Span[site.Value]);
        json.Read();
        if (site.IsResult && json.TokenType == JsonTokenType.String)
            ReplaceId(Here(), json.GetString()!, static (ids, id, _) => ids.ForResult(id), "");
        if (site.IsResult || json.TokenType != JsonTokenType.StartArray) return;
        hasSeal = false;
        while (json.Read() && json.TokenType == JsonTokenType.StartObject) ReadCall();
    }

    private void ReadCall()
    {
        string id = "", name = "", arguments = "";
        Range idSpan = default;
        var isSealed = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("id"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String) (id, idSpan) = (json.GetString()!, Here());
            }
            else if (json.ValueTextEquals("function"u8))
            {
                ReadFunction(ref name, ref arguments);
            }
            else
            {
                isSealed |= json.ValueTextEquals("extra_content"u8);
                json.Skip();
            }
        }

        if (!idSpan.Equals(default)) ReplaceId(idSpan, id, static (ids, id, name) => ids.ForCall(id, name), name);
        if (wantsSeals && !isSealed) Seal(offset + json.BytesConsumed - 1, id, name, arguments);
        hasSeal = true;
    }

    private void ReadFunction(ref string name, ref string arguments)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isName = json.ValueTextEquals("name"u8);
            var isArguments = wantsSeals && json.ValueTextEquals("arguments"u8);
            json.Read();
            if (isName && json.TokenType == JsonTokenType.String) name = json.GetString()!;
            else if (isArguments && json.TokenType == JsonTokenType.String) arguments = json.GetString()!;
            else json.Skip();
        }
    }

    private readonly void ReplaceId(Range span, string id, Func<ToolCallIdMap, string, string, string> asked, string name)
    {
        var wanted = asked(ids, ToolCallIds.Decode(id), name);
        if (rule != ToolCallIdRule.Any && wanted != id) patch.Replace(span, JsonSerializer.SerializeToUtf8Bytes(wanted));
    }

    /// <summary>Gives a call the seal that its client dropped; the first of a step, where that is lost, the word for it.</summary>
    private readonly void Seal(int end, string id, string name, string arguments)
    {
        var remembered = memory.Find(ToolCallFingerprint.Of(call.Context.Holder.Key.TenantId, id, name, arguments))?.Extra;
        if (remembered is null && hasSeal) return;
        var seal = remembered is { } extra ? Encoding.UTF8.GetBytes(extra.GetRawText()) : ThoughtSignature.Skip;
        patch.Insert(end, (byte[])[.. ",\"extra_content\":"u8, .. seal]);
    }

    private readonly Range Here() => (offset + json.TokenStartIndex)..(offset + json.BytesConsumed);
}
