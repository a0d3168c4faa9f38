using System.Collections.Immutable;
using System.Security.Cryptography;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>
/// The file of a <see cref="StepClassifier"/>: magic, version, hash of the feature list, values, SHA-256 of everything before it. A file with another checksum
/// or for other features is rejected, because it would route wrongly without an error.
/// </summary>
internal static class StepClassifierFile
{
    public const int MaxBytes = 200_000;

    private const uint Magic = 0x3148534A;

    private const ushort Version = 2;

    public static byte[] Write(StepClassifier head)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(StepFeatures.Hash);
        WriteWords(writer, head.Result);
        WriteWords(writer, head.Turn);
        writer.Write(head.Base);
        writer.Write(head.MissCost);
        writer.Write((ushort)head.Trees.Length);
        foreach (var tree in head.Trees)
        {
            writer.Write((byte)tree.Length);
            foreach (var node in tree)
            {
                writer.Write(node.Feature);
                writer.Write(node.Value);
                writer.Write(node.Left);
                writer.Write(node.Right);
            }
        }

        writer.Flush();
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    /// <param name="name">The name of the file, for the error.</param>
    /// <param name="bytes">Its contents.</param>
    /// <returns>The head, or a sentence that says why the file is not used.</returns>
    public static Result<StepClassifier, string> Read(string name, byte[] bytes)
    {
        if (bytes.Length is <= SHA256.HashSizeInBytes or > MaxBytes) return $"The model file {name} has {bytes.Length} bytes, which is not the size of a step head.";
        var content = bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length)))
            return $"The model file {name} has a wrong checksum: it is damaged or incomplete. Restore it from the release.";

        using var reader = new BinaryReader(new MemoryStream(bytes, 0, content.Length, writable: false));
        if (reader.ReadUInt32() != Magic || reader.ReadUInt16() != Version) return $"The model file {name} has a format that this version does not read.";
        if (reader.ReadUInt64() != StepFeatures.Hash) return $"The model file {name} was trained for another list of features. Use the file of this version.";
        try
        {
            return ReadHead(reader) is { } head ? head : $"The model file {name} has a tree that does not end.";
        }
        catch (EndOfStreamException)
        {
            return $"The model file {name} is incomplete.";
        }
    }

    private static void WriteWords(BinaryWriter writer, WordScores words)
    {
        foreach (var weight in words.Weights) writer.Write(weight);
        writer.Write(words.Scale);
        writer.Write(words.Bias);
    }

    private static WordScores ReadWords(BinaryReader reader)
    {
        var weights = ImmutableArray.CreateBuilder<sbyte>(HashedText.Size);
        for (var i = 0; i < HashedText.Size; i++) weights.Add(reader.ReadSByte());
        return new WordScores(weights.MoveToImmutable(), reader.ReadSingle(), reader.ReadSingle());
    }

    private static StepClassifier? ReadHead(BinaryReader reader)
    {
        var (result, turn) = (ReadWords(reader), ReadWords(reader));
        var (start, missCost) = (reader.ReadSingle(), reader.ReadSingle());
        var trees = ImmutableArray.CreateBuilder<ImmutableArray<TreeNode>>();
        for (var count = reader.ReadUInt16(); count > 0; count--)
        {
            var nodes = ImmutableArray.CreateBuilder<TreeNode>();
            for (var size = reader.ReadByte(); size > 0; size--) nodes.Add(new TreeNode(reader.ReadByte(), reader.ReadSingle(), reader.ReadByte(), reader.ReadByte()));
            if (!IsValid(nodes)) return null;
            trees.Add(nodes.ToImmutable());
        }

        return new StepClassifier
        {
            Result = result,
            Turn = turn,
            Base = start,
            Trees = trees.ToImmutable(),
            MissCost = missCost,
        };
    }

    /// <summary>Children follow their parents, so that every evaluation ends.</summary>
    private static bool IsValid(ImmutableArray<TreeNode>.Builder tree)
    {
        for (var i = 0; i < tree.Count; i++)
        {
            var node = tree[i];
            if (node.IsLeaf) continue;
            if (node.Feature >= StepFeatures.Count || node.Left <= i || node.Right <= i || node.Left >= tree.Count || node.Right >= tree.Count) return false;
        }

        return tree.Count > 0;
    }
}
