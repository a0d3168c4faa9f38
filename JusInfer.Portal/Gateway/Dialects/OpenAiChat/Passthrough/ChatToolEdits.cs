using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Changes the tool calls in a chat completion's body for the target: replaces ids of other models that the target's template does not
/// accept, and restores the reasoning and signatures that models want back and clients drop. Everything else stays unchanged. Reads only
/// the places that the request reader recorded: a second pass over a whole body was a ninth of the cost of a 60 KB agent call.
/// </summary>
internal ref struct ChatToolEdits
{
    private readonly Call call;
    private readonly BodyPatch patch;
    private readonly ReasoningCache cache;
    private readonly ToolCallIdRule rule;
    private readonly bool needsSignatures;
    private readonly EndpointRules rules;
    private readonly bool restoresReasoning;
    private readonly ToolCallIdMap ids;
    private HashSet<CachedReasoning>? used;
    private CachedReasoning? found;
    private JsonCursor json;
    private int offset;
    private bool hasSignature;
    private string? firstId;

    private ChatToolEdits(Call call, BodyPatch patch, ReasoningCache memory)
    {
        (this.call, this.patch, this.cache) = (call, patch, memory);
        rule = ChatToolCallIds.RuleOf(call.Target);
        rules = EndpointRules.From(call.Target.Endpoint.Provider);
        needsSignatures = ThoughtSignature.IsRequiredBy(call.Target.Model);
        restoresReasoning = (rules.TakesReasoningDetails && (needsSignatures || !memory.IsEmpty))
            || (!memory.IsEmpty && call.Target.Model.Has(Capabilities.Reasoning) && !rules.RejectsUnknownFields
                && EndpointRules.ReturnsReasoning(call.Target.Endpoint));
        ids = new ToolCallIdMap(rule);
    }

    public static void Apply(Call call, BodyPatch patch, ReasoningCache memory)
    {
        if (((ChatRequest)call.Context.Request).Ranges.ToolCallSites is not { } sites) return;
        var edits = new ChatToolEdits(call, patch, memory);
        if (edits.rule == ToolCallIdRule.Any && !edits.needsSignatures && !edits.restoresReasoning) return;
        foreach (var site in sites) edits.Read(site);
    }

    private void Read(ChatToolCallSite site)
    {
        offset = site.Value.Start.Value;
        json = new JsonCursor(call.Context.Body.Span[site.Value]);
        json.Read();
        if (site.IsResult && json.TokenType == JsonTokenType.String)
            ReplaceId(TokenRange(), json.GetString()!, static (ids, id, _) => ids.ForResult(id), "");
        if (site.IsResult || json.TokenType != JsonTokenType.StartArray) return;
        (hasSignature, found, firstId) = (false, null, null);
        while (json.Read() && json.TokenType == JsonTokenType.StartObject) ReadCall();
        if (restoresReasoning && site.MessageEnd > 0) RestoreReasoning(site);
    }

    /// <summary>Adds the reasoning of the message if the client has dropped it.</summary>
    private readonly void RestoreReasoning(ChatToolCallSite site)
    {
        var answer = found?.Answer;
        if (rules.TakesReasoningDetails)
        {
            var isAccepted = call.Attempt.Signatures?.Accepts(answer?.Maker) is not false;
            var restored = isAccepted && answer?.Details is { } details ? ReasoningDetails.Read(details)
                : needsSignatures && firstId is { } id ? ThoughtSignature.DetailsThatSkipValidation(id)
                : null;

            // With a rejected signature, the client's own details are removed.
            var own = call.Attempt.OmitsSignatures ? null : site.Reasoning.Details;
            if (restored is not null) Restore("reasoning_details", own, site.Value, restored);
        }
        else if (answer?.Text is { } text)
        {
            Restore(rules.ReasoningField!, site.Reasoning.Content, site.Value, text.Quoted);
        }
    }

    /// <summary>Sets a field of a message that has no value; adds it after the calls if it is absent.</summary>
    private readonly void Restore(string field, Range? value, Range calls, ReadOnlySpan<byte> json)
    {
        if (value is not { } range) patch.Insert(calls.End.Value, (byte[])[.. Encoding.ASCII.GetBytes($",\"{field}\":"), .. json]);
        else if (call.Context.Body.Span[range] is [(byte)'n', ..] or [(byte)'"', (byte)'"'] or [(byte)'[', (byte)']'])
            patch.Replace(range, json.ToArray());
    }

    private void ReadCall()
    {
        string id = "", name = "", arguments = "";
        Range idSpan = default;
        var isSealed = false;
        Range extra = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("id"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String) (id, idSpan) = (json.GetString()!, TokenRange());
            }
            else if (json.ValueTextEquals("function"u8))
            {
                ReadFunction(ref name, ref arguments);
            }
            else if (json.ValueTextEquals("extra_content"u8))
            {
                json.Read();
                var start = offset + json.TokenStartIndex;
                json.Skip();
                (isSealed, extra) = (true, start..(offset + json.BytesConsumed));
            }
            else
            {
                json.Skip();
            }
        }

        if (!idSpan.Equals(default)) ReplaceId(idSpan, id, static (ids, id, name) => ids.ForCall(id, name), name);
        firstId ??= id;
        var cached = needsSignatures || (restoresReasoning && found is null)
            ? cache.Find(ToolCallFingerprint.Create(call.Context.Holder.Key.TeamId, id, name, arguments, call))
            : null;

        // A call that a client sends several times does not make the prompt longer each time.
        if (cached is not null && !(used ??= new(ReferenceEqualityComparer.Instance)).Add(cached)) cached = null;
        found ??= cached;
        if (needsSignatures && !rules.TakesReasoningDetails)
        {
            if (!isSealed) AddSignature(offset + json.BytesConsumed - 1, cached);
            else if (call.Attempt.OmitsSignatures) patch.Replace(extra, ThoughtSignature.SkipValidation.ToArray());
        }

        hasSignature = true;
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
            var isArguments = (needsSignatures || restoresReasoning) && json.ValueTextEquals("arguments"u8);
            json.Read();
            if (isName && json.TokenType == JsonTokenType.String) name = json.GetString()!;
            else if (isArguments && json.TokenType == JsonTokenType.String) arguments = json.GetString()!;
            else if (isArguments && json.TokenType == JsonTokenType.StartObject) arguments = ReadObject();
            else json.Skip();
        }
    }

    private string ReadObject()
    {
        var start = json.TokenStartIndex;
        json.Skip();
        return Encoding.UTF8.GetString(json.Slice(start..json.BytesConsumed));
    }

    private readonly void ReplaceId(Range span, string id, Func<ToolCallIdMap, string, string, string> map, string name)
    {
        var mapped = map(ids, ToolCallIds.Decode(id), name);
        if (rule != ToolCallIdRule.Any && mapped != id) patch.Replace(span, JsonSerializer.SerializeToUtf8Bytes(mapped));
    }

    /// <summary>
    /// Inserts the cached signature of a call. If there is none, the first call of a step gets the value that replaces it.
    /// </summary>
    private readonly void AddSignature(int end, CachedReasoning? found)
    {
        var cached = call.Attempt.Signatures?.Accepts(found?.Answer.Maker) is false ? null : found?.Extra;
        if (cached is null && hasSignature) return;
        var signature = cached is { } extra ? Encoding.UTF8.GetBytes(extra.GetRawText()) : ThoughtSignature.SkipValidation;
        patch.Insert(end, (byte[])[.. ",\"extra_content\":"u8, .. signature]);
    }

    private readonly Range TokenRange() => (offset + json.TokenStartIndex)..(offset + json.BytesConsumed);
}
