using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Routing.Evaluation;

/// <summary>Assigns tasks to folds by a hash of their name, so that every run has the same folds and all rows of a task are in one.</summary>
internal static class Folds
{
    public const int Count = 5;

    public static int Of(string task, int repeat = 0, int count = Count)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{repeat}:{task}"));
        return (int)(BitConverter.ToUInt32(hash) % (uint)count);
    }
}
