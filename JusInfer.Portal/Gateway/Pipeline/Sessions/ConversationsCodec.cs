using System.Collections.Immutable;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>Writes and reads the conversations of a session as bytes, for the store that the nodes share.</summary>
internal static class ConversationsCodec
{
    /// <summary>The most bytes that are written. Of more conversations, those used last are kept.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The format. Bytes of other formats are not read, so that their sessions start anew after an update.</summary>
    private const byte Version = 1;

    /// <summary>The version, the number of escalations and that of conversations.</summary>
    private const int HeadBytes = 1 + sizeof(int) + 1;

    /// <summary>The root and the length of a conversation.</summary>
    private const int ItemHeadBytes = sizeof(ulong) + sizeof(int);

    /// <param name="conversations">The conversations, the one used last first.</param>
    public static byte[] Write(in ConversationsSnapshot conversations)
    {
        var (items, size) = (new List<(ulong Root, byte[] State)>(conversations.Items.Length), HeadBytes);
        foreach (var (root, state) in conversations.Items)
        {
            var bytes = PromptSessionCodec.Write(state);
            size += ItemHeadBytes + bytes.Length;
            if (size > MaxBytes) break;
            items.Add((root, bytes));
        }

        using var stream = new MemoryStream(size);
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write(conversations.Escalations);
        writer.Write((byte)items.Count);
        foreach (var (root, state) in items)
        {
            writer.Write(root);
            writer.Write(state.Length);
            writer.Write(state);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <param name="bytes">What <see cref="Write"/> has written.</param>
    /// <param name="number">The number of changes that led to it.</param>
    /// <returns>Null if the bytes are of another format. A conversation that cannot be read is left out.</returns>
    public static ConversationsSnapshot? Read(byte[] bytes, long number)
    {
        if (bytes is not [Version, ..] || bytes.Length > MaxBytes) return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, 1, bytes.Length - 1, writable: false));
        try
        {
            var escalations = reader.ReadInt32();
            var items = ImmutableArray.CreateBuilder<(ulong Root, PromptSession State)>();
            for (var count = reader.ReadByte(); count > 0; count--)
            {
                var root = reader.ReadUInt64();
                var length = reader.ReadInt32();
                if (length < 0 || length > MaxBytes || reader.ReadBytes(length) is not { } state || state.Length != length) return null;
                if (PromptSessionCodec.Read(state) is { } known) items.Add((root, known));
            }

            return new ConversationsSnapshot(number, Math.Max(0, escalations), items.ToImmutable());
        }
        catch (IOException)
        {
            return null;
        }
    }
}
