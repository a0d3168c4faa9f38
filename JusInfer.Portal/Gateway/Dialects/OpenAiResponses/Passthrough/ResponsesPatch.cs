using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// Changes the body of a Responses request that is passed through. Responses are stored by the gateway and not by the provider, so the
/// items of stored responses are inserted into the request, and reasoning is requested in encrypted form, which later requests need. A
/// continuation adds an interrupted answer after the last item.
/// </summary>
internal static class ResponsesPatch
{
    /// <summary>OpenAI's maximum. In characters.</summary>
    private const int MaxIdLength = 64;

    private static readonly byte[] False = "false"u8.ToArray();
    private static readonly byte[] UserRole = "\"user\""u8.ToArray();
    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] StoreField = ",\"store\":false"u8.ToArray();
    private static readonly byte[] IncludeField = ",\"include\":[\"reasoning.encrypted_content\"]"u8.ToArray();
    private static readonly byte[] IncludeList = "[\"reasoning.encrypted_content\"]"u8.ToArray();
    private static readonly byte[] IncludeEntry = "\"reasoning.encrypted_content\""u8.ToArray();

    public static BodyPatch Patch(Call call, ResponsesRequest request, UpstreamAddress address, ContinuationPlan? plan = null)
    {
        var ranges = request.Ranges;
        var patch = new BodyPatch(call.Context.Body.Memory);
        var wantsSeals = request.Store && !ranges.IncludesReasoning && call.Target.Model.Has(Capabilities.Reasoning);
        if (request.Compaction == CompactionMode.Endpoint) patch.Replace(ranges.Model, address.Model); // the endpoint has neither option
        else patch.Replace(ranges.Model, (ranges.Store, wantsSeals && ranges.Include is null) switch
        {
            (null, true) => (byte[])[.. address.Model, .. StoreField, .. IncludeField],
            (null, false) => [.. address.Model, .. StoreField],
            (_, true) => [.. address.Model, .. IncludeField],
            _ => address.Model,
        });
        ResponseAssembly.RequestStream(patch, request, call.IsStreamedUpstream, ranges.Model);
        if (request.Compaction != CompactionMode.Endpoint && PromptCacheKey.FieldFor(call) is { } field) patch.Insert(ranges.Model.End.Value, field);
        if (ranges.Store is { } store) patch.Replace(store, False);
        if (request.PreviousResponseId is not null) patch.Replace(ranges.PreviousResponseId!.Value, Null);
        var openAi = OpenAiGeneration.From(call.Target.Endpoint.Model);
        var effort = EffortMapping.Parse(ranges.EffortName);
        var rejected = openAi?.SupportsSampling(effort) == false ? ranges.LogprobsInclude : null;
        if (wantsSeals && ranges.Include is { } include)
        {
            if (rejected is { } item) patch.Replace(item, IncludeEntry);
            else AddInclude(patch, call.Context.Body.Span, include);
            rejected = null;
        }

        ranges.Calls?.Map(patch, call.Context.Body.Span, ToolCallIdRule.OpenAiResponses);
        AcceptedSchema.Patch(patch, ranges.UnionSchemas, call);
        if (DemoteInstructions(patch, request, call.Target.Endpoint.Provider, PolicyDecision.From(call)))
            call.Attempt.Adjusted |= Adjustments.SystemMessages;
        if (ResponsesMedia.Fit(patch, call.Context.Body.Span, ranges.Media)) call.Attempt.Adjusted |= Adjustments.Media;
        AddPrefixes(patch, ranges.ForeignIds, call);
        if (FitArguments(patch, call.Context.Body.Span, ranges)) call.Attempt.Adjusted |= Adjustments.EmptyValues;
        if (FitChoice(patch, call.Context.Body.Memory, request, PolicyDecision.From(call)))
            call.Attempt.Adjusted |= Adjustments.ForeignForms;

        // Before the removals, because an insertion must precede a removal at the same offset.
        var limit = OutputLimit.From(call, plan);
        limit.Patch(patch, call.Context.Body.Span, ranges.MaxOutputTokens, ResponsesRequestWriter.MinOutputTokens);
        if (!OutputLimit.IsSet(call.Context.Body.Span, ranges.MaxOutputTokens) && request.Compaction != CompactionMode.Endpoint)
            limit.Add(
                patch, ranges.Model.End.Value, "max_output_tokens", ResponsesRequestWriter.MinOutputTokens,
                empty: ranges.MaxOutputTokens);
        var cuts = FitInput(
            patch, call.Context.Body.Span, request, call.Target.Endpoint.Provider, PolicyDecision.From(call), call.Attempt,
            ContinuationItems(plan));
        if (openAi?.SupportsSampling(effort) == false) cuts.AddRange(ranges.Sampling.Select(static field => field.FullRange));
        if (call.Attempt.OmitsReasoning) SwitchOffReasoning(patch, ranges, call.Target, cuts);
        else if (effort is { } requested) FitReasoning(patch, ranges, call, requested, cuts);
        if (rejected is { } logprobs) cuts.Add(logprobs);
        PolicyDecision.From(call).Apply(patch, cuts);
        JsonMembers.Remove(patch, call.Context.Body.Span, cuts);
        return patch;
    }

    /// <summary>Changes the body of a request whose tokens the provider counts.</summary>
    public static BodyPatch ForCount(RequestBody body, ResponsesRequest request, RouteTarget target, UpstreamAddress address)
    {
        var (ranges, provider) = (request.Ranges, target.Endpoint.Provider);
        var patch = new BodyPatch(body.Memory);
        patch.Replace(ranges.Model, address.Model);
        if (request.PreviousResponseId is not null) patch.Replace(ranges.PreviousResponseId!.Value, Null);
        ranges.Calls?.Map(patch, body.Span, ToolCallIdRule.OpenAiResponses);
        if (ranges.UnionSchemas is { } schemas)
        {
            foreach (var schema in schemas) patch.Replace(schema, ObjectSchema.Repair(body.Memory[schema]));
        }

        ResponsesMedia.Fit(patch, body.Span, ranges.Media);
        var policy = PolicyDecision.From(request, provider, body.Span);
        DemoteInstructions(patch, request, provider, policy);
        FitArguments(patch, body.Span, ranges);
        FitChoice(patch, body.Memory, request, policy);
        var cuts = FitInput(patch, body.Span, request, provider, policy, attempt: null, added: default);
        policy.Apply(patch, cuts);
        JsonMembers.Remove(patch, body.Span, cuts);
        return patch;
    }

    /// <summary>
    /// Replaces arguments of calls that are not the text of an object: OpenAI answers 400 to PHP's <c>"[]"</c> (neuron-core/neuron-ai#317).
    /// </summary>
    /// <returns>Whether there are such arguments.</returns>
    private static bool FitArguments(BodyPatch patch, ReadOnlySpan<byte> body, in ResponsesRequestRanges ranges)
    {
        if (ranges.OddArguments is not { } odd) return false;
        foreach (var value in odd)
        {
            if (EarlierArguments.Repair(body[value], isParsed: true, out _) is { } repaired) patch.Replace(value, repaired);
        }

        return true;
    }

    /// <summary>Replaces a tool choice in the form of another dialect.</summary>
    /// <returns>Whether it is replaced.</returns>
    private static bool FitChoice(BodyPatch patch, ReadOnlyMemory<byte> body, ResponsesRequest request, PolicyDecision policy)
    {
        if (request.Ranges.ForeignChoice is not { } choice || policy.Removes(choice.Field.FullRange)) return false;
        var given = JsonElement.Parse(body.Span[choice.Field.Value], JsonDepth.DocumentOptions);
        var read = ToolChoiceReader.Read(new BodyValue(given, "tool_choice"), "is invalid");
        var isCustom = read.Name is { } name && request.DeclaresCustomTool(body, name);
        patch.Replace(choice.Field.Value, ResponsesRequestWriter.Choice(read, isCustom));
        return true;
    }

    /// <summary>Inserts recalled items and summaries into the input, and adds items after it.</summary>
    /// <returns>The parts to remove, because the provider cannot read them.</returns>
    private static List<Range> FitInput(
        BodyPatch patch, ReadOnlySpan<byte> body, ResponsesRequest request, Provider provider, PolicyDecision policy, Attempt? attempt,
        ReadOnlyMemory<byte> added)
    {
        var (ranges, signatures) = (request.Ranges, attempt?.Signatures);
        List<Range> cuts = [.. ranges.ForeignItems];
        AddSummaries(patch, request, EndpointRules.From(provider).AcceptsSystemAnywhere);
        if (!provider.Compaction) cuts.AddRange(ranges.CompactionTriggers);
        if (!ReadsCompactions(provider, signatures))
            cuts.AddRange(ranges.Compactions.Where(static item => !item.IsOwn).Select(static item => item.Span));

        AddRejected(ranges.SignedItems, body, signatures, cuts);
        Extend(
            patch, body, request,
            (items, isStart) => Accepted(items, isStart && !HasInstructions(request, policy), provider, attempt),
            added, cuts);
        return cuts;
    }

    /// <summary>
    /// Whether the provider can read the request's compactions. It has probably made none of them if it has rejected a signature.
    /// </summary>
    private static bool ReadsCompactions(Provider provider, SignatureFilter? signatures) =>
        provider.Compaction && signatures is not { OmitsAll: true };

    /// <summary>Whether the provider receives the field <c>instructions</c>, which precedes all items.</summary>
    private static bool HasInstructions(ResponsesRequest request, PolicyDecision policy) =>
        request.Ranges.InstructionsField is { } field && !policy.Removes(field);

    /// <summary>
    /// Leaves one system message at the start for an endpoint that accepts no other: the instructions, or the first item. The others become
    /// user messages in their place.
    /// </summary>
    /// <returns>Whether there are others.</returns>
    private static bool DemoteInstructions(BodyPatch patch, ResponsesRequest request, Provider provider, PolicyDecision policy)
    {
        if (EndpointRules.From(provider).AcceptsSystemAnywhere) return false;
        var isFirst = request.RecalledItems.IsEmpty && !HasInstructions(request, policy);
        return Demote(patch, request.Ranges.Instructions, isFirst ? null : request.Ranges.FirstInstruction);
    }

    private static bool Demote(BodyPatch patch, List<Range>? roles, Range? first)
    {
        if (first is { } start) patch.Replace(start, UserRole);
        if (roles is null) return first is not null;
        foreach (var role in roles) patch.Replace(role, UserRole);
        return true;
    }

    /// <summary>
    /// Begins the ids of items that another provider or gateway has made as OpenAI requires by their type (router-for-me/CLIProxyAPI#4641).
    /// </summary>
    private static void AddPrefixes(BodyPatch patch, List<ForeignItemId>? ids, Call call)
    {
        if (ids is null) return;
        call.Attempt.Adjusted |= Adjustments.ItemIds;
        AddPrefixes(patch, ids);
    }

    private static void AddPrefixes(BodyPatch patch, List<ForeignItemId> ids)
    {
        foreach (var (value, prefix) in ids)
        {
            var excess = Math.Max(0, prefix.Length + value.End.Value - value.Start.Value - MaxIdLength);
            patch.Replace(value.Start..(value.Start.Value + excess), Encoding.ASCII.GetBytes(prefix));
        }
    }

    /// <summary>Replaces the effort with one that the target model supports, in its form.</summary>
    private static void FitReasoning(BodyPatch patch, ResponsesRequestRanges ranges, Call call, Effort effort, List<Range> cuts)
    {
        var reasoning = ResponsesReasoning.For(call.Target, effort);
        if (!reasoning.IsKnown || ranges.Effort is not { } field) return;
        if (reasoning.Changes(effort)) call.Attempt.Adjusted |= Adjustments.ReasoningEffort;
        if (reasoning.Member is not { IsEffort: true } member) cuts.Add(field.FullRange);
        else if (member != ReasoningMember.Of(ranges.EffortName!)) patch.Replace(field.Value, Encoding.ASCII.GetBytes(member.Value));
        if (reasoning.Member is { IsEffort: false } other)
            patch.Insert(ranges.Model.End.Value, Encoding.ASCII.GetBytes($",{other}"));
    }

    private static void SwitchOffReasoning(BodyPatch patch, ResponsesRequestRanges ranges, RouteTarget target, List<Range> cuts)
    {
        var off = ResponsesReasoning.Off(target).Member;
        if (off is not { IsEffort: true } effort)
        {
            if (ranges.Effort is { } field) cuts.Add(field.FullRange);
            if (off is { } other) patch.Insert(ranges.Model.End.Value, Encoding.ASCII.GetBytes($",{other}"));
            return;
        }

        var value = $"{{\"effort\":{effort.Value}}}";
        if (ranges.Reasoning is { } given) patch.Replace(given, Encoding.ASCII.GetBytes(value));
        else patch.Insert(ranges.Model.End.Value, Encoding.ASCII.GetBytes($",\"reasoning\":{value}"));
    }

    /// <summary>
    /// The request with the recalled items and the summaries of compaction items inserted, and without the parts that the provider's policy
    /// removes; the body itself if there are none.
    /// </summary>
    public static ReadOnlyMemory<byte> WithItems(ReadOnlyMemory<byte> body, ResponsesRequest request, PolicyDecision policy)
    {
        if (request.Recalled is null && request.OpenedCompactions.IsEmpty) return policy.Reduce(body);
        var patch = new BodyPatch(body);
        AddSummaries(patch, request, asDeveloper: true);
        Extend(patch, body.Span, request, static (items, _) => items, added: default, cuts: []);
        policy.ApplyAll(patch, body.Span);
        var whole = new ArrayBufferWriter<byte>(patch.Length);
        patch.WriteTo(whole);
        return whole.WrittenMemory;
    }

    /// <summary>Replaces the gateway's compaction items by messages with their summaries.</summary>
    private static void AddSummaries(BodyPatch patch, ResponsesRequest request, bool asDeveloper)
    {
        foreach (var compaction in request.OpenedCompactions)
            patch.Replace(compaction.Span, asDeveloper ? compaction.Message : CompactionItems.AsUser(compaction.Message));
    }

    /// <summary>Inserts the recalled items where the request refers to them, and adds items after the last one.</summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="request">The request.</param>
    /// <param name="filter">Selects the recalled items that the provider can use. The flag says that they begin the input.</param>
    /// <param name="added">Items separated by commas, without brackets; may be empty.</param>
    /// <param name="cuts">The items to remove; receives the references whose item is not used.</param>
    private static void Extend(
        BodyPatch patch,
        ReadOnlySpan<byte> body,
        ResponsesRequest request,
        Func<ReadOnlyMemory<byte>, bool, ReadOnlyMemory<byte>> filter,
        ReadOnlyMemory<byte> added,
        List<Range> cuts)
    {
        ReadOnlyMemory<byte> before = default;
        if (request.Recalled is { } recalled)
        {
            for (var i = 0; i < recalled.Referenced.Length; i++)
            {
                var (place, item) = (request.Ranges.References[i].Span, filter(recalled.Referenced[i], false));
                if (item.IsEmpty) cuts.Add(place);
                else patch.Replace(place, item);
            }

            before = filter(recalled.Before, true);
        }

        if (before.IsEmpty && added.IsEmpty) return;
        if (request.Ranges.Input is not { } input)
        {
            patch.Insert(request.Ranges.Model.End.Value, (byte[])[.. ",\"input\":["u8, .. Join(before, added), (byte)']']);
        }
        else if (body[input.Start.Value] == (byte)'"')
        {
            patch.Insert(
                input.Start.Value,
                (byte[])[(byte)'[', .. Join(before, "{\"type\":\"message\",\"role\":\"user\",\"content\":"u8.ToArray())]);
            patch.Insert(input.End.Value, (byte[])[.. Join("}"u8.ToArray(), added), (byte)']']);
        }
        else if (cuts.Count == request.Ranges.InputItems)
        {
            patch.Insert(input.Start.Value + 1, Join(before, added));
        }
        else
        {
            if (!before.IsEmpty) patch.Insert(input.Start.Value + 1, (byte[])[.. before.Span, (byte)',']);
            if (!added.IsEmpty) patch.Insert(input.End.Value - 1, (byte[])[(byte)',', .. added.Span]);
        }
    }

    private static byte[] Join(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) =>
        first.IsEmpty || second.IsEmpty ? [.. first.Span, .. second.Span] : [.. first.Span, (byte)',', .. second.Span];

    /// <summary>The items that a continuation adds.</summary>
    private static ReadOnlyMemory<byte> ContinuationItems(ContinuationPlan? plan)
    {
        if (plan?.AssistantText is not { } delivered) return default;
        byte[] answer =
        [
            .. "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":"u8, .. delivered.Quoted,
            .. "}]}"u8,
        ];
        return plan.UserPrompt is { } prompt
            ? Join(answer, (byte[])[.. "{\"type\":\"message\",\"role\":\"user\",\"content\":"u8, .. prompt.Quoted, (byte)'}'])
            : answer;
    }

    /// <summary>Adds the items whose signature the target does not receive.</summary>
    private static void AddRejected(ImmutableArray<SignedItem> items, ReadOnlySpan<byte> body, SignatureFilter? signatures, List<Range> cuts)
    {
        if (signatures is null) return;
        foreach (var item in items)
        {
            if (!signatures.Accepts(body[item.Signature])) cuts.Add(item.Span);
        }
    }

    /// <summary>
    /// Recalled items as the provider accepts them: without the reasoning of other providers' models, and without compactions that it
    /// cannot read; system messages and ids are as in the input.
    /// </summary>
    /// <param name="items">The items, separated by commas.</param>
    /// <param name="keepsFirst">The first item may be a system message.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="attempt">The attempt; null if the provider only counts the request's tokens.</param>
    private static ReadOnlyMemory<byte> Accepted(ReadOnlyMemory<byte> items, bool keepsFirst, Provider provider, Attempt? attempt)
    {
        if (items.IsEmpty) return items;
        byte[] list = [(byte)'[', .. items.Span, (byte)']'];
        var input = ResponsesInputReader.Read(list);
        var patch = new BodyPatch(list);
        List<Range> cuts = [.. input.ForeignItems];
        if (!ReadsCompactions(provider, attempt?.Signatures)) cuts.AddRange(input.Compactions.Select(static item => item.Span));
        AddRejected(input.SignedItems, list, attempt?.Signatures, cuts);
        var adjusted = Adjustments.None;
        if (!EndpointRules.From(provider).AcceptsSystemAnywhere
            && Demote(patch, input.Instructions, keepsFirst ? null : input.FirstInstruction))
            adjusted |= Adjustments.SystemMessages;
        if (input.ForeignIds is { } ids)
        {
            AddPrefixes(patch, ids);
            adjusted |= Adjustments.ItemIds;
        }

        if (attempt is not null) attempt.Adjusted |= adjusted;
        if (cuts.Count == 0 && adjusted == Adjustments.None) return items;
        JsonMembers.Remove(patch, list, cuts);
        var native = new ArrayBufferWriter<byte>(list.Length);
        patch.WriteTo(native);
        return native.WrittenMemory[1..^1];
    }

    private static void AddInclude(BodyPatch patch, ReadOnlySpan<byte> body, Range include)
    {
        if (body[include.Start.Value] != (byte)'[') patch.Replace(include, IncludeList);
        else if (body[include].Contains((byte)'"')) patch.Insert(include.Start.Value + 1, (byte[])[.. IncludeEntry, (byte)',']);
        else patch.Replace(include, IncludeList);
    }
}
