using System.Runtime.InteropServices;

namespace MLOpsFunctions.Local.Stores;

/// <summary>System calls that a durable store without links needs and .NET does not offer.</summary>
internal static class Posix
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int NoEntry = 2,
        NotAFolder = 20; // ENOENT, ENOTDIR
    private const int FileSizeSignal = 25; // SIGXFSZ, on Linux and macOS
    private const nint Ignore = 1; // SIG_IGN

    /// <summary>Linux: the entry at a path, without following a link; null if there is none.</summary>
    public static Statx? Stat(string path)
    {
        if (statx(CurrentFolder, path, NoFollow, BasicStats, out var found) == 0)
        {
            return found;
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotAFolder ? null : throw Fault("statx", path, error);
    }

    /// <summary>Unix: syncs the names in a folder, so that they survive a power failure.</summary>
    public static void SyncFolder(string path)
    {
        var descriptor = open(path, 0);
        if (descriptor < 0)
        {
            throw Fault("open", path, Marshal.GetLastPInvokeError());
        }

        var failed = fsync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = close(descriptor);
        if (failed)
        {
            throw Fault("fsync", path, error);
        }
    }

    /// <summary>
    /// Unix: lets a write beyond the process's limit of file sizes (ulimit -f) fail, where the signal's default is to end the
    /// process.
    /// </summary>
    public static void IgnoreFileSizeSignal() => _ = signal(FileSizeSignal, Ignore);

    private static IOException Fault(string call, string path, int error) =>
        new($"{call} of '{path}': {Marshal.GetPInvokeErrorMessage(error)}");

    [DllImport("libc", SetLastError = true)]
    private static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Statx found);

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern nint signal(int number, nint handler);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);

    /// <summary>The fields of Linux's <c>struct statx</c> (statx(2)) that are read here; it has 256 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct Statx
    {
        /// <summary>File type and permissions.</summary>
        [FieldOffset(28)]
        public ushort Mode;

        /// <summary>Bytes.</summary>
        [FieldOffset(40)]
        public long Size;

        /// <summary>When the inode last changed: seconds since 1970. No program can set it.</summary>
        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        /// <summary>When the bytes last changed: seconds since 1970.</summary>
        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
    }
}
