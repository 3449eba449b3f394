/** Linux system calls that rules name, by audit arch (audit.h AUDIT_ARCH_*) and number (syscall_64.tbl; asm-generic/unistd.h). */
const X86_64 =
  "0 read 1 write 2 open 3 close 9 mmap 10 mprotect 16 ioctl 41 socket 42 connect 43 accept 44 sendto 49 bind 50 listen 56 clone 57 fork " +
  "58 vfork 59 execve 62 kill 76 truncate 77 ftruncate 80 chdir 82 rename 83 mkdir 84 rmdir 85 creat 86 link 87 unlink 88 symlink 90 chmod " +
  "91 fchmod 92 chown 93 fchown 94 lchown 99 sysinfo 101 ptrace 103 syslog 105 setuid 106 setgid 113 setreuid 117 setresuid 133 mknod " +
  "135 personality 155 pivot_root 159 adjtimex 161 chroot 164 settimeofday 165 mount 166 umount2 169 reboot 170 sethostname 175 init_module " +
  "176 delete_module 188 setxattr 197 removexattr 227 clock_settime 246 kexec_load 257 openat 258 mkdirat 259 mknodat 260 fchownat " +
  "263 unlinkat 264 renameat 265 linkat 266 symlinkat 268 fchmodat 272 unshare 288 accept4 305 clock_adjtime 308 setns 310 process_vm_readv " +
  "311 process_vm_writev 313 finit_module 316 renameat2 317 seccomp 319 memfd_create 321 bpf 322 execveat 435 clone3 437 openat2";
const AARCH64 =
  "5 setxattr 33 mknodat 34 mkdirat 35 unlinkat 36 symlinkat 37 linkat 38 renameat 39 umount2 40 mount 45 truncate 46 ftruncate 49 chdir " +
  "51 chroot 52 fchmod 53 fchmodat 54 fchownat 55 fchown 56 openat 63 read 64 write 92 personality 97 unshare 105 init_module " +
  "106 delete_module 112 clock_settime 116 syslog 117 ptrace 129 kill 142 reboot 144 setgid 146 setuid 147 setresuid 161 sethostname " +
  "170 settimeofday 171 adjtimex 179 sysinfo 198 socket 200 bind 201 listen 202 accept 203 connect 206 sendto 220 clone 221 execve " +
  "242 accept4 266 clock_adjtime 268 setns 273 finit_module 276 renameat2 279 memfd_create 280 bpf 281 execveat 435 clone3 437 openat2";

const NAMES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ["c000003e", table(X86_64)],
  ["c00000b7", table(AARCH64)],
]);

function table(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/([0-9]+) ([a-z0-9_]+)/g)].map(([, number = "", name = ""]) => [number, name]));
}

/** The name of a system call by audit's `arch` and `syscall`; undefined when the table lacks it. */
export function syscallName(arch: string, number: string): string | undefined {
  return NAMES.get(arch)?.get(number);
}
