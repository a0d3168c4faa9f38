using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

/// <summary>
/// Random documents with random removals, replacements and insertions, noted in random order, compared with a document that is written
/// without what is removed. A failure names its seed.
/// </summary>
public sealed class PatchedDocumentsTests
{
    private const int Documents = 20_000;

    [Fact]
    public async Task What_is_removed_takes_its_changes_along_in_any_order()
    {
        for (var seed = 0; seed < Documents; seed++)
        {
            var document = new RandomDocument(new Random(seed));
            var patch = document.Patch();
            var output = new ArrayBufferWriter<byte>();
            patch.WriteTo(output);
            using var stream = new MemoryStream();
            await patch.WriteToAsync(stream, TestContext.Current.CancellationToken);

            var patched = Encoding.UTF8.GetString(output.WrittenSpan);
            Compact(patched).ShouldBe(document.Expected(), $"seed {seed}: {document.Text}");
            (output.WrittenCount, Encoding.UTF8.GetString(stream.ToArray())).ShouldBe((patch.Length, patched), $"seed {seed}");
        }
    }

    private static string Compact(string json)
    {
        try
        {
            return JsonNode.Parse(json)!.ToJsonString();
        }
        catch (System.Text.Json.JsonException)
        {
            return json;
        }
    }

    /// <summary>A property, an item or the root, with what a test does to it.</summary>
    private sealed class Node
    {
        public string? Name { get; init; }

        public List<Node>? Members { get; init; }

        public bool IsObject { get; init; }

        /// <summary>The range of the name and the value.</summary>
        public Range Member { get; set; }

        public Range Value { get; set; }

        public bool IsRemoved { get; set; }

        public string? Replacement { get; set; }

        public string? InsertedAfter { get; set; }
    }

    private sealed class RandomDocument
    {
        private readonly Random random;
        private readonly StringBuilder text = new();
        private readonly List<Node> nodes = [];
        private readonly Node root;

        public RandomDocument(Random random)
        {
            this.random = random;
            root = Create(name: null, depth: 0);
            Write(root);
        }

        public string Text => text.ToString();

        public BodyPatch Patch()
        {
            var body = Encoding.UTF8.GetBytes(Text);
            var patch = new BodyPatch(body);
            List<Range> cuts = [];
            List<Action> edits = [];
            Choose(root, cuts, parent: null);
            edits.Add(() => JsonMembers.Remove(patch, body, cuts));
            foreach (var node in nodes)
            {
                if (node.Replacement is { } value) edits.Add(() => patch.Replace(node.Value, Encoding.UTF8.GetBytes(value)));
                if (node.InsertedAfter is { } field) edits.Add(() => patch.Insert(node.Value.End.Value, Encoding.UTF8.GetBytes(field)));
            }

            var order = edits.ToArray();
            random.Shuffle(order);
            foreach (var edit in order) edit();
            return patch;
        }

        public string Expected() => Expected(root);

        private static string Expected(Node node)
        {
            if (node.Replacement is { } replaced) return replaced;
            if (node.Members is not { } members) return "1";
            var kept = members.Where(static member => !member.IsRemoved)
                .Select(static member => $"{(member.Name is { } name ? $"\"{name}\":" : "")}{Expected(member)}{member.InsertedAfter}");
            return node.IsObject ? $"{{{string.Join(',', kept)}}}" : $"[{string.Join(',', kept)}]";
        }

        private Node Create(string? name, int depth)
        {
            var kind = depth == 0 ? 0 : random.Next(depth > 3 ? 1 : 0, 3);
            var isObject = kind == 0 && (depth == 0 || random.Next(2) == 0);
            var node = new Node { Name = name, IsObject = isObject, Members = kind == 0 ? [] : null };
            nodes.Add(node);
            for (var i = random.Next(5); node.Members is { } members && i > 0; i--)
                members.Add(Create(isObject ? $"n{nodes.Count}" : null, depth + 1));
            return node;
        }

        private void Write(Node node)
        {
            var start = text.Length;
            if (node.Name is { } name) text.Append('"').Append(name).Append('"').Append(Space()).Append(':').Append(Space());
            var value = text.Length;
            if (node.Members is not { } members)
            {
                text.Append('1');
            }
            else
            {
                text.Append(node.IsObject ? '{' : '[').Append(Space());
                for (var i = 0; i < members.Count; i++)
                {
                    if (i > 0) text.Append(Space()).Append(',').Append(Space());
                    Write(members[i]);
                }

                text.Append(Space()).Append(node.IsObject ? '}' : ']');
            }

            (node.Member, node.Value) = (start..text.Length, value..text.Length);
        }

        private string Space() => random.Next(4) == 0 ? " " : "";

        /// <summary>A part of what is removed can be removed, replaced or extended as well.</summary>
        private void Choose(Node node, List<Range> cuts, Node? parent)
        {
            if (parent is not null && random.Next(3) == 0)
            {
                node.IsRemoved = true;
                cuts.Add(node.Member);
            }

            if (random.Next(4) == 0) node.Replacement = $"\"{random.Next(10)}\"";
            if (parent is not null && !node.IsRemoved && random.Next(4) == 0)
                node.InsertedAfter = parent.IsObject ? $",\"i{random.Next()}\":2" : ",2";
            foreach (var member in node.Members ?? []) Choose(member, cuts, node);
        }
    }
}
