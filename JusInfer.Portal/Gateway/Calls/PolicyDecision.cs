using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What the request policy of a provider does with one request: the parts to remove, and the factor of the price.</summary>
internal sealed class PolicyDecision
{
    /// <summary>
    /// A provider that runs tools samples the model again after each, with all that came before. Anthropic ends a turn after ten
    /// (anthropics/anthropic-sdk-python#1237); others name no number.
    /// </summary>
    public const int MaxSamplings = 16;

    private static readonly PolicyDecision Unchanged = new();

    /// <summary>
    /// Tools that the client runs, although the provider defines them (platform.claude.com/docs/en/agents-and-tools/tool-use/overview,
    /// platform.openai.com/docs/guides/tools). Any other one is taken for one that the provider runs.
    /// </summary>
    private static readonly RequestRule[] ClientTools =
    [
        .. new[] { "bash", "text_editor", "computer", "computer_use_preview", "memory", "local_shell", "apply_patch" }
            .Select(static name => new RequestRule(RequestPart.Tool, name, RequestAction.Allow)),
    ];

    private readonly List<Range> removed = [];
    private (Range Value, byte[] Json)? toolChoice;
    private Range? removedText;

    private PolicyDecision()
    {
    }

    /// <summary>The factor by which values of the request, except for its service tier, change the price of the call.</summary>
    public decimal PriceFactor { get; private set; } = 1;

    /// <summary>A value to which <see cref="PriceFactor"/> applies; null if none does.</summary>
    public string? PricedValue { get; private set; }

    /// <summary>The service tier that the request asks for, or else that of the account; null if it has no price of its own.</summary>
    public BilledTier? Tier { get; private set; }

    /// <summary>The largest factor of the price: the provider can serve a request for a cheaper tier at the standard one.</summary>
    public decimal MaxPriceFactor => PriceFactor * Math.Max(1, Tier?.Factor ?? 1);

    /// <summary>How often the provider samples the model at most, each time with a prompt that can fill the context window.</summary>
    public int Samplings { get; private set; } = 1;

    /// <summary>The decision for the call's current target.</summary>
    /// <exception cref="RequestFault">The policy rejects the request.</exception>
    public static PolicyDecision From(Call call) =>
        call.Attempt.Policy ??= From(call.Context.Request, call.Target.Endpoint.Provider, call.Context.Body.Span);

    /// <param name="request">The request.</param>
    /// <param name="provider">The provider that receives it.</param>
    /// <param name="body">The body of the request.</param>
    /// <exception cref="RequestFault">The policy rejects the request.</exception>
    public static PolicyDecision From(CallRequest request, Provider provider, ReadOnlySpan<byte> body)
    {
        var account = request.Features.RequiredCapabilities.HasFlag(Capabilities.Embeddings) ? null : BilledTier.OfAccount(provider);
        if (request.Subjects.IsEmpty && account is null) return Unchanged;
        var decision = new PolicyDecision { Tier = account };
        var rules = new Rules(request.Dialect, provider);
        foreach (var name in request.Subjects.ObjectIds)
        {
            if (rules.Find(RequestPart.ObjectId, name) is { Action: not RequestAction.Allow } rule) throw Rejected(name, rule);
        }

        foreach (var field in request.Subjects.Fields) decision.DecideField(NameOf(field, body), field, rules, body);
        if (request.Subjects.Tools.Count > 0) decision.DecideTools(request.Subjects, rules, body);
        if (request.LimitsToolCalls) decision.LimitSamplings(request.Subjects, body);
        if (request.Subjects.BillingLine is { } line && !provider.IsAnthropic) decision.Remove(line);
        return decision;
    }

    /// <summary>The rule for a part of a request to a provider: the provider's, else that of the request's dialect.</summary>
    public static RequestRule? RuleOf(RequestPart part, string name, Dialect dialect, Provider provider) =>
        new Rules(dialect, provider).Find(part, name);

    /// <summary>The names of the removed tools that have one.</summary>
    public ImmutableArray<string> RemovedTools { get; private set; } = [];

    public bool Removes(Range? range) => range is { } member && removed.Contains(member);

    /// <summary>Whether the range is a part of what is removed.</summary>
    public bool RemovesAround(Range? range) =>
        range is { } part && removed.Exists(member => member.Start.Value <= part.Start.Value && part.End.Value <= member.End.Value);

    private void Remove(BillingLine line)
    {
        if (line is { IsWholeText: true, Container: { } container }) removed.Add(container);
        else removedText = line.Text;
    }

    /// <summary>Adds the removals and replacements to the patch of a body.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="cuts">Receives the ranges of properties and items to remove.</param>
    public void Apply(BodyPatch patch, List<Range> cuts)
    {
        cuts.AddRange(removed);
        if (toolChoice is { } choice) patch.Replace(choice.Value, choice.Json);
        if (removedText is { } text) patch.Replace(text, ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>Applies the removals and replacements to the patch of a body from which nothing else is removed.</summary>
    public void ApplyAll(BodyPatch patch, ReadOnlySpan<byte> body)
    {
        List<Range> cuts = [];
        Apply(patch, cuts);
        JsonMembers.Remove(patch, body, cuts);
    }

    /// <summary>The body without the removed parts, for a translation.</summary>
    public ReadOnlyMemory<byte> Reduce(ReadOnlyMemory<byte> body)
    {
        if (removed.Count == 0 && toolChoice is null && removedText is null) return body;
        var patch = new BodyPatch(body);
        ApplyAll(patch, body.Span);
        var reduced = new ArrayBufferWriter<byte>(body.Length);
        patch.WriteTo(reduced);
        return reduced.WrittenMemory;
    }

    private void DecideField(string name, BodyField field, Rules rules, ReadOnlySpan<byte> body)
    {
        if (rules.Find(RequestPart.Field, name) is not { } rule)
        {
            RejectMembers(name, body[field.Value], rules);
            return;
        }

        using var value = Parse(body[field.Value]);
        if (IsAbsent(value.RootElement)) return;
        var text = value.RootElement.ValueKind == JsonValueKind.String
            ? TextOf(value.RootElement)
            : string.Concat(value.RootElement.GetRawText().Where(static character => !char.IsWhiteSpace(character)));
        if (rules.MultiplierOf(name, text) is { } multiplier)
        {
            Price(name, text, multiplier);
        }
        else if (rule.Action == RequestAction.Reject)
        {
            throw Rejected(name, rule);
        }
        else if (rule is { Action: RequestAction.Allow, Multipliers.Count: 0 })
        {
            // What a catalog allows although the dialect does not can search, or read what the provider has stored.
            Samplings = MaxSamplings;
        }
        else if (rule.Action == RequestAction.Remove || rule.Multipliers.Count > 0)
        {
            removed.Add(field.FullRange);
        }
    }

    private void Price(string field, string value, decimal multiplier)
    {
        if (BilledTier.TryRead(field, value, multiplier, out var tier))
        {
            Tier = tier;
        }
        else if (multiplier != 1)
        {
            PriceFactor *= multiplier;
            PricedValue = value;
        }
    }

    /// <summary>Rejects the members of a field for which there is a rule: their name follows that of the field and a period.</summary>
    private static void RejectMembers(string name, ReadOnlySpan<byte> value, Rules rules)
    {
        if (value[0] != (byte)'{' || !rules.HasMembers(name)) return;
        using var document = Parse(value);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var path = $"{name}.{member.Name}";
            if (!IsAbsent(member.Value) && rules.Find(RequestPart.Field, path) is { Action: not RequestAction.Allow } rule)
                throw Rejected(path, rule);
        }
    }

    private void DecideTools(PolicySubjects subjects, Rules rules, ReadOnlySpan<byte> body)
    {
        List<UnpricedTool> unpriced = [];
        foreach (var tool in subjects.Tools)
        {
            using var json = Parse(body[tool.Span]);
            RejectObjectIds(json.RootElement, rules);
            var type = TextOf(json.RootElement, "type");
            if (rules.Find(RequestPart.Tool, type ?? "") is not { Action: not RequestAction.Allow } rule)
            {
                if (rules.RunsTools && !IsOfClient(json.RootElement, type)) AddSamplings(json.RootElement, type);
                continue;
            }

            if (rule.Action == RequestAction.Reject || tool.IsNested) throw Rejected(type!, rule);
            if (tool.IsInItem) removed.Add(tool.Span);
            else unpriced.Add(new UnpricedTool(tool, type!, TextOf(json.RootElement, "name")));
        }

        if (unpriced.Count == 0) return;
        RemovedTools = [.. unpriced.Select(static tool => tool.Name).OfType<string>()];
        var remaining = subjects.ToolCount - unpriced.Count;
        BodyField? choice = null;
        foreach (var field in subjects.Fields)
        {
            var name = NameOf(field, body);
            if (name == "tool_choice") choice = field;
            if (remaining == 0 && name is "tools" or "tool_choice" or "parallel_tool_calls") removed.Add(field.FullRange);
        }

        if (remaining > 0) removed.AddRange(unpriced.Select(static tool => tool.Tool.Span));
        if (choice is { } chosen) DecideToolChoice(chosen.Value, unpriced, remaining, body);
    }

    /// <summary>Codex runs OpenAI's search of tools itself, if it says so (platform.openai.com/docs/guides/tools-tool-search).</summary>
    private static bool IsOfClient(JsonElement tool, string? type) =>
        type is not null && (Array.Exists(ClientTools, one => one.Matches(type))
            || (type == "tool_search" && TextOf(tool, "execution") == "client"));

    /// <summary>
    /// Adds the calls of a hosted tool. Versions of Anthropic's tools since 2026 run code as well, which <c>max_uses</c> does not count
    /// (anthropics/anthropic-sdk-python#1237).
    /// </summary>
    private void AddSamplings(JsonElement tool, string? type)
    {
        var isLimited = type?.Contains("_2025", StringComparison.Ordinal) is true;
        Samplings = isLimited && tool.TryGetProperty("max_uses", out var uses) && TryCount(uses, out var count)
            ? Math.Min(MaxSamplings, Samplings + count)
            : MaxSamplings;
    }

    /// <summary>The limit of calls of all hosted tools (platform.openai.com/docs/api-reference/responses/create).</summary>
    private void LimitSamplings(PolicySubjects subjects, ReadOnlySpan<byte> body)
    {
        if (Samplings == 1) return;
        foreach (var field in subjects.Fields)
        {
            if (NameOf(field, body) != "max_tool_calls") continue;
            using var value = Parse(body[field.Value]);
            if (TryCount(value.RootElement, out var count)) Samplings = Math.Min(Samplings, 1 + count);
        }
    }

    private static bool TryCount(JsonElement value, out int count)
    {
        count = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out count) && count is >= 0 and < MaxSamplings;
    }

    /// <summary>Rejects a choice that requires a removed tool, and takes removed tools out of a list of allowed tools.</summary>
    private void DecideToolChoice(
        Range value, List<UnpricedTool> unpriced, int remaining, ReadOnlySpan<byte> body)
    {
        using var document = Parse(body[value]);
        var choice = document.RootElement;
        var mode = choice.ValueKind == JsonValueKind.String ? TextOf(choice) : TextOf(choice, "type");
        if (mode is "required" or "any")
        {
            if (remaining == 0) throw Required(unpriced[0]);
            return;
        }

        if (choice.ValueKind != JsonValueKind.Object) return;
        foreach (var tool in unpriced)
        {
            if (mode == tool.Type || (mode == "tool" && tool.Name is not null && TextOf(choice, "name") == tool.Name)) throw Required(tool);
        }

        if (mode != "allowed_tools") return;
        var list = choice.TryGetProperty("allowed_tools", out var nested) && nested.ValueKind == JsonValueKind.Object ? nested : choice;
        if (!list.TryGetProperty("tools", out var allowed) || allowed.ValueKind != JsonValueKind.Array) return;
        JsonElement[] kept = [.. allowed.EnumerateArray().Where(item => !unpriced.Exists(tool => TextOf(item, "type") == tool.Type))];
        if (kept.Length == allowed.GetArrayLength()) return;
        if (kept.Length == 0 && TextOf(list, "mode") == "required") throw Required(unpriced[0]);
        if (remaining > 0) toolChoice = (value, kept.Length == 0 ? "\"none\""u8.ToArray() : WithTools(choice, kept));
    }

    private static byte[] WithTools(JsonElement choice, JsonElement[] tools)
    {
        var list = Encoding.UTF8.GetBytes($"[{string.Join(',', tools.Select(static tool => tool.GetRawText()))}]");
        var isNested = choice.TryGetProperty("allowed_tools", out var nested) && nested.ValueKind == JsonValueKind.Object;
        var changed = new ObjectRewrite().Set("tools", list).Apply(JsonMarshal.GetRawUtf8Value(isNested ? nested : choice));
        return isNested ? new ObjectRewrite().Set("allowed_tools", changed).Apply(JsonMarshal.GetRawUtf8Value(choice)) : changed;
    }

    private static void RejectObjectIds(JsonElement value, Rules rules)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) RejectObjectIds(item, rules);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Array && !IsAbsent(property.Value)
                    && rules.Find(RequestPart.ObjectId, property.Name) is { Action: not RequestAction.Allow } rule)
                    throw Rejected(property.Name, rule);
                RejectObjectIds(property.Value, rules);
            }
        }
    }

    /// <summary>
    /// Whether a value has the same effect as an absent field. An empty object has not: <c>web_search_options: {}</c> searches, with the
    /// defaults.
    /// </summary>
    private static bool IsAbsent(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private static RequestFault Rejected(string name, RequestRule rule) =>
        RequestFault.Unsupported($"'{name}' is not available through this gateway. {rule.Reason} Leave it out.", name);

    private static RequestFault Required(UnpricedTool tool) => RequestFault.Unsupported(
        $"'tool_choice' requires '{tool.Type}', which the provider runs and bills in addition to tokens, and this gateway has no price for it. "
        + "Leave it out, or offer a function.",
        $"tools[{tool.Tool.Number}].type");

    private static string NameOf(BodyField field, ReadOnlySpan<byte> body)
    {
        var json = new JsonCursor(body[field.Start..field.Value.End.Value]);
        json.Read();
        return JsonText.OfEscaped(json.ValueSpan).TryDecode(out var name) ? name : "";
    }

    private static string? TextOf(JsonElement value, string property) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String
            ? TextOf(text)
            : null;

    private static string TextOf(JsonElement text) => JsonText.From(text).TryDecode(out var decoded) ? decoded : "";

    private static JsonDocument Parse(ReadOnlySpan<byte> value)
    {
        var json = new Utf8JsonReader(value, JsonDepth.ReaderOptions);
        return JsonDocument.ParseValue(ref json);
    }

    /// <summary>A tool that is removed.</summary>
    /// <param name="Tool">Its place in the request.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Name">Its name; null if it has none.</param>
    private readonly record struct UnpricedTool(ProviderTool Tool, string Type, string? Name);

    /// <summary>The rules of a dialect, and those of a provider that replace them.</summary>
    /// <param name="Dialect">The dialect of the request.</param>
    /// <param name="Provider">The provider.</param>
    private readonly record struct Rules(Dialect Dialect, Provider Provider)
    {
        /// <summary>A translation cannot express hosted tools, so a provider of another dialect cannot allow them.</summary>
        public RequestRule? Find(RequestPart part, string name) =>
            (part == RequestPart.Tool && Provider.Dialect != Dialect ? null : Provider.RequestPolicy.Find(part, name))
            ?? (Dialect.RequestPolicy.Find(part, name) is { } rule && !(rule.ExceptAnthropic && Provider.IsAnthropic) ? rule : null);

        /// <summary>A translation leaves out the tools that the provider would run.</summary>
        public bool RunsTools => Provider.Dialect == Dialect;

        public bool HasMembers(string field)
        {
            foreach (var rule in Dialect.RequestPolicy.Rules)
            {
                if (rule.Part == RequestPart.Field && rule.Name.Length > field.Length && rule.Name[field.Length] == '.'
                    && rule.Name.StartsWith(field, StringComparison.OrdinalIgnoreCase)) return true;
            }

            return false;
        }

        public decimal? MultiplierOf(string field, string value) =>
            Provider.RequestPolicy.Find(RequestPart.Field, field) is { } own && own.Multipliers.TryGetValue(value, out var multiplier) ? multiplier
            : Dialect.RequestPolicy.Find(RequestPart.Field, field) is { } common && common.Multipliers.TryGetValue(value, out multiplier) ? multiplier
            : null;
    }
}
